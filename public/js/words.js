/** What the API's keys are called on the page. A key that is missing here is shown as it is, without underscores. */

export const ALLERGENS = {
  gluten: "Gluten",
  wheat: "Wheat",
  milk: "Milk",
  eggs: "Eggs",
  fish: "Fish",
  crustaceans: "Crustaceans",
  molluscs: "Molluscs",
  peanuts: "Peanuts",
  nuts: "Tree nuts",
  soy: "Soya",
  sesame: "Sesame",
  celery: "Celery",
  mustard: "Mustard",
  lupin: "Lupin",
  sulphites: "Sulphites",
};

/** Members of `nuts`, for people who avoid some of them only. */
export const SINGLE_NUTS = {
  almond: "Almonds",
  brazil_nut: "Brazil nuts",
  cashew: "Cashews",
  hazelnut: "Hazelnuts",
  macadamia: "Macadamias",
  pecan: "Pecans",
  pine_nut: "Pine nuts",
  pistachio: "Pistachios",
  walnut: "Walnuts",
};

export const DIETS = {
  vegan: "Vegan",
  vegetarian: "Vegetarian",
  pescatarian: "Pescatarian",
  gluten_free: "Gluten-free",
  dairy_free: "Dairy-free",
  nut_free: "Nut-free",
  halal_friendly: "Halal-friendly",
  kosher_style: "Kosher-style",
  low_fodmap_candidate: "Low-FODMAP candidate",
  keto: "Keto",
};

export const TAGS = {
  fish: "Fish",
  oily_fish: "Oily fish",
  shellfish: "Shellfish",
  red_meat: "Red meat",
  beef: "Beef",
  pork: "Pork",
  lamb: "Lamb",
  poultry: "Poultry",
  processed_meat: "Processed meat",
  egg: "Egg",
  legumes: "Legumes",
  soya_food: "Soya foods",
  nuts_seeds: "Nuts and seeds",
  wholegrain: "Wholegrain",
  animal_rennet: "Cheese with animal rennet",
  alcohol: "Alcohol",
};

export const MEALS = { breakfast: "Breakfast", lunch: "Lunch", dinner: "Dinner", snack: "Snack" };

/** Nutrients in the order of a label, each with its unit. */
export const NUTRIENTS = {
  kcal: ["Energy", "kcal"],
  fat_g: ["Fat", "g"],
  saturates_g: ["of which saturates", "g"],
  carbs_g: ["Carbohydrates", "g"],
  sugars_g: ["of which sugars", "g"],
  fibre_g: ["Fibre", "g"],
  protein_g: ["Protein", "g"],
  sodium_mg: ["Sodium", "mg"],
};

/** Units whose plural takes more than an s; measures in letters have none. */
const PLURALS = { bunch: "bunches", dash: "dashes", pinch: "pinches", leaf: "leaves" };
const MEASURES = new Set(["g", "ml", "cm", "tsp", "tbsp"]);

const ALL_ALLERGENS = { ...ALLERGENS, ...SINGLE_NUTS };

/**
 * @param {Record<string, string>} words
 * @param {string} key
 */
export const word = (words, key) => words[key] ?? key.replaceAll("_", " ");

/** @param {string[]} keys */
export const allergens = (keys) => list(keys.map((key) => word(ALL_ALLERGENS, key).toLowerCase()));

/**
 * The unit as it stands behind a number; pieces have none.
 * @param {string} unit
 * @param {number} quantity
 */
export function unitFor(unit, quantity) {
  if (unit === "pc") return "";
  return quantity <= 1 || MEASURES.has(unit) ? unit : word({ [unit]: `${unit}s`, ...PLURALS }, unit);
}

/**
 * The texts with commas and an `and`.
 * @param {string[]} texts
 */
export const list = (texts) => new Intl.ListFormat("en-GB", { type: "conjunction" }).format(texts);
