"""The closed lists of words that the catalogue's files, its derivations and the API share."""

from enum import StrEnum


class Aisle(StrEnum):
    """Where a shop keeps a food; `tap` is what nobody buys."""

    BAKERY = "bakery"
    BAKING = "baking"
    CANNED = "canned"
    CEREALS = "cereals"
    CHILLED = "chilled"
    CONDIMENTS = "condiments"
    DAIRY = "dairy"
    DRINKS = "drinks"
    FISH = "fish"
    FROZEN = "frozen"
    GRAINS = "grains"
    HEALTH = "health"
    MEAT = "meat"
    OILS = "oils"
    PRODUCE = "produce"
    SNACKS = "snacks"
    SPICES = "spices"
    SPREADS = "spreads"
    TAP = "tap"
    WORLD = "world"


class Unit(StrEnum):
    """What recipes count in: grams always, the others where the food says what one weighs."""

    G = "g"
    ML = "ml"
    TSP = "tsp"
    TBSP = "tbsp"
    CUP = "cup"
    PIECE = "pc"
    BLOCK = "block"
    BUNCH = "bunch"
    CAN = "can"
    CLOVE = "clove"
    CM = "cm"
    CUBE = "cube"
    DASH = "dash"
    HANDFUL = "handful"
    HEAD = "head"
    LEAF = "leaf"
    PINCH = "pinch"
    SCOOP = "scoop"
    SHEET = "sheet"
    SLICE = "slice"
    SPRIG = "sprig"
    SQUARE = "square"
    STALK = "stalk"
    STICK = "stick"
    TIN = "tin"


class Flag(StrEnum):
    """What a food is or holds that diets ask about. `beef` and `pork` come with `meat`.

    Every food carries one word on FODMAPs: high, low, or low up to an amount for one serving.
    """

    MEAT = "meat"
    BEEF = "beef"
    PORK = "pork"
    FISH = "fish"
    SHELLFISH = "shellfish"
    DAIRY = "dairy"
    EGG = "egg"
    HONEY = "honey"
    GELATINE = "gelatine"
    ANIMAL_RENNET = "animal_rennet"
    ALCOHOL = "alcohol"
    HIGH_FODMAP = "high_fodmap"
    LOW_FODMAP_TO_10_G = "low_fodmap_to_10_g"
    LOW_FODMAP_TO_20_G = "low_fodmap_to_20_g"
    LOW_FODMAP_TO_30_G = "low_fodmap_to_30_g"
    LOW_FODMAP_TO_40_G = "low_fodmap_to_40_g"
    LOW_FODMAP_TO_60_G = "low_fodmap_to_60_g"
    LOW_FODMAP_TO_75_G = "low_fodmap_to_75_g"
    LOW_FODMAP_TO_100_G = "low_fodmap_to_100_g"
    LOW_FODMAP_TO_150_G = "low_fodmap_to_150_g"
    LOW_FODMAP_TO_250_G = "low_fodmap_to_250_g"
    LOW_FODMAP = "low_fodmap"


class Tag(StrEnum):
    """What a dish counts as for weekly rules. Foods carry all but the last two as their groups."""

    FISH = "fish"
    OILY_FISH = "oily_fish"
    SHELLFISH = "shellfish"
    RED_MEAT = "red_meat"
    BEEF = "beef"
    PORK = "pork"
    LAMB = "lamb"
    POULTRY = "poultry"
    PROCESSED_MEAT = "processed_meat"
    EGG = "egg"
    LEGUMES = "legumes"
    SOYA_FOOD = "soya_food"
    NUTS_SEEDS = "nuts_seeds"
    WHOLEGRAIN = "wholegrain"
    ANIMAL_RENNET = "animal_rennet"
    ALCOHOL = "alcohol"


class Diet(StrEnum):
    """The diets that a dish is found to suit by its ingredients; none is a medical or religious certificate.

    A low-FODMAP candidate holds no food in an amount that is known to be high, and a keto dish at most 12 g of net
    carbohydrates, in one serving; a larger portion holds more. Who needs a diet for their health asks a dietitian.
    """

    VEGAN = "vegan"
    VEGETARIAN = "vegetarian"
    PESCATARIAN = "pescatarian"
    GLUTEN_FREE = "gluten_free"
    DAIRY_FREE = "dairy_free"
    NUT_FREE = "nut_free"
    HALAL_FRIENDLY = "halal_friendly"
    KOSHER_STYLE = "kosher_style"
    LOW_FODMAP_CANDIDATE = "low_fodmap_candidate"
    KETO = "keto"
