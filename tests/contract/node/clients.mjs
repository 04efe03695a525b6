// The official npm clients against the emulators. Prints one line per behaviour and exits with 1 at the first that fails.
import assert from "node:assert/strict";
import { Lock } from "@upstash/lock";
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { Resend } from "resend";

const redis = new Redis({ url: process.env.KV_REST_API_URL, token: process.env.KV_REST_API_TOKEN });

async function check(behaviour, run) {
  await run();
  console.log(`ok ${behaviour}`);
}

await check("values come back as they were set", async () => {
  await redis.set("text", "héllo ✓");
  await redis.set("object", { a: [1, null, "x"] });
  assert.equal(await redis.get("text"), "héllo ✓");
  assert.deepEqual(await redis.get("object"), { a: [1, null, "x"] });
  assert.equal(await redis.get("missing"), null);
});

await check("commands of one tick travel as one pipeline", async () => {
  const answers = await Promise.all([redis.set("n", 1), redis.incr("n"), redis.get("n"), redis.ttl("n")]);
  assert.deepEqual(answers, ["OK", 2, 2, -1]);
});

await check("a transaction runs whole", async () => {
  assert.deepEqual(await redis.multi().set("t", 5).incrby("t", 2).exec(), ["OK", 7]);
});

await check("a script is loaded when it is not known", async () => {
  const script = redis.createScript("return redis.call('INCRBY', KEYS[1], ARGV[1])");
  assert.equal(await script.exec(["s"], ["3"]), 3);
  assert.equal(await script.exec(["s"], ["4"]), 7);
});

await check("errors are raised with the database's words", async () => {
  await redis.set("word", "x");
  await assert.rejects(() => redis.incr("word"), /not an integer/);
});

for (const [name, limiter] of [
  ["fixed window", Ratelimit.fixedWindow(3, "60 s")],
  ["sliding window", Ratelimit.slidingWindow(3, "60 s")],
  ["token bucket", Ratelimit.tokenBucket(3, "60 s", 3)],
]) {
  await check(`the ${name} limits`, async () => {
    const limit = new Ratelimit({ redis, limiter, ephemeralCache: false, prefix: name.replace(" ", "-") });
    while (Date.now() % 60_000 > 55_000) await new Promise((resolve) => setTimeout(resolve, 200));
    const answers = [];
    for (let turn = 0; turn < 5; turn++) answers.push((await limit.limit("somebody")).success);
    assert.deepEqual(answers, [true, true, true, false, false]);
  });
}

await check("a lock has one holder", async () => {
  const mine = new Lock({ id: "job", lease: 5000, redis });
  const theirs = new Lock({ id: "job", lease: 5000, redis, retry: { attempts: 1, delay: 10 } });
  assert.equal(await mine.acquire(), true);
  assert.equal(await theirs.acquire(), false);
  assert.equal(await mine.release(), true);
  assert.equal(await theirs.acquire(), true);
});

const resend = new Resend("re_test", { baseUrl: process.env.RESEND_API_URL });
const mail = { from: "Tiffin <hello@tiffin.example>", to: "ada@example.com", subject: "Soup", text: "It is ready." };

await check("a mail is sent once for a key", async () => {
  const first = await resend.emails.send(mail, { idempotencyKey: "npm/1" });
  const second = await resend.emails.send(mail, { idempotencyKey: "npm/1" });
  assert.equal(first.error, null);
  assert.equal(second.data.id, first.data.id);
  assert.equal((await resend.emails.get(first.data.id)).data.subject, "Soup");
});

await check("another mail under the same key is refused", async () => {
  const { error } = await resend.emails.send({ ...mail, subject: "Other" }, { idempotencyKey: "npm/1" });
  assert.equal(error.name, "invalid_idempotent_request");
});

await check("a batch is sent", async () => {
  const { data } = await resend.batch.send([mail, mail]);
  assert.equal(data.data.length, 2);
});
