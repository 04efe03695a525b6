"""The certificate of a stored plan, checked anew against today's catalogue."""

from math import isfinite
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock
from lib.planning import queries, stored, verifier
from lib.planning.facts import facts_of
from lib.planning.schemas import CertificateReport, CheckRead
from lib.planning.verifier import Check

_DIGITS = 4


async def report(session: AsyncSession, owner: UUID, plan: UUID) -> CertificateReport:
    """What a verifier that shares no code with the planner finds, rule by rule.

    Raises:
        NotFound: the owner has no such plan.
    """
    found = await stored.load(session, owner, plan)
    facts = facts_of(await queries.list_facts(session, owner, set(found.recipes)))
    verification = verifier.verify(found.plan, found.wishes(), facts)
    head = found.head
    return CertificateReport(
        plan_id=head.id,
        version=head.version,
        holds=not verification.violations,
        objective=round(verification.objective, _DIGITS) if isfinite(verification.objective) else None,
        claimed_objective=round(head.objective, _DIGITS),
        bound=round(head.bound, _DIGITS),
        gap=round(head.gap, 6),
        seed=head.seed,
        engine=head.engine,
        checked_at=clock.now(),
        checks=[_shown(check) for check in verification.checks],
    )


def _shown(check: Check) -> CheckRead:
    return CheckRead(
        rule=check.rule,
        where=check.where,
        limit=_rounded(check.limit),
        value=_rounded(check.value),
        holds=check.holds,
        evidence=check.evidence,
    )


def _rounded(value: float | str) -> float | str:
    if isinstance(value, str):
        return value
    return round(value, _DIGITS) if isfinite(value) else "unknown"
