"""The way through the shop (pure): what is heavy or keeps first, what must stay cold last."""

from collections.abc import Mapping

from lib.recipes.vocabulary import Aisle

TITLES: Mapping[str, str] = {
    Aisle.PRODUCE: "Fruit and vegetables",
    Aisle.BAKERY: "Bakery",
    Aisle.GRAINS: "Rice, pasta and grains",
    Aisle.CANNED: "Cans, jars and pulses",
    Aisle.WORLD: "World foods",
    Aisle.OILS: "Oils",
    Aisle.CONDIMENTS: "Sauces and condiments",
    Aisle.SPICES: "Herbs and spices",
    Aisle.BAKING: "Baking",
    Aisle.CEREALS: "Cereals and seeds",
    Aisle.SPREADS: "Spreads and syrups",
    Aisle.SNACKS: "Nuts, dried fruit and snacks",
    Aisle.HEALTH: "Health foods",
    Aisle.DRINKS: "Drinks",
    Aisle.MEAT: "Meat",
    Aisle.FISH: "Fish",
    Aisle.DAIRY: "Milk, cheese and eggs",
    Aisle.CHILLED: "Chilled",
    Aisle.FROZEN: "Frozen",
}
"""What each aisle is called, in walking order."""

_PLACES = {aisle: place for place, aisle in enumerate(TITLES)}


def place(aisle: str) -> int:
    """Where on the way an aisle lies; one that the map does not know is asked for at the end."""
    return _PLACES.get(aisle, len(_PLACES))


def title(aisle: str) -> str:
    """What the aisle is called; its own word where it has no title."""
    return TITLES.get(aisle, aisle.capitalize())
