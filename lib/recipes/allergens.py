"""The allergen keys, their groups, and the lists of the European Union and the United States.

EU: Annex II of Regulation 1169/2011, where wheat is one of the cereals with gluten and pine nuts are not nuts. US: the
nine of FALCPA and the FASTER Act, with the tree nuts that the FDA names since January 2025 (pine nut yes, coconut no).
A key says what a food holds; avoiding a key is more than looking for it, see `expand`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Allergen(StrEnum):
    """One allergen, or `nuts` for a nut that is not named."""

    GLUTEN = "gluten"
    WHEAT = "wheat"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOY = "soy"
    MILK = "milk"
    NUTS = "nuts"
    ALMOND = "almond"
    HAZELNUT = "hazelnut"
    WALNUT = "walnut"
    CASHEW = "cashew"
    PECAN = "pecan"
    BRAZIL_NUT = "brazil_nut"
    PISTACHIO = "pistachio"
    MACADAMIA = "macadamia"
    PINE_NUT = "pine_nut"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


EU_NUTS = frozenset(
    {
        Allergen.ALMOND,
        Allergen.HAZELNUT,
        Allergen.WALNUT,
        Allergen.CASHEW,
        Allergen.PECAN,
        Allergen.BRAZIL_NUT,
        Allergen.PISTACHIO,
        Allergen.MACADAMIA,
    }
)
TREE_NUTS = EU_NUTS | {Allergen.PINE_NUT}

GROUPS: Mapping[Allergen, frozenset[Allergen]] = {Allergen.NUTS: TREE_NUTS}
"""The keys that stand for several; a food carries the group's key only when its own label does not say which."""

EU_LIST = EU_NUTS | {
    Allergen.GLUTEN,
    Allergen.CRUSTACEANS,
    Allergen.EGGS,
    Allergen.FISH,
    Allergen.PEANUTS,
    Allergen.SOY,
    Allergen.MILK,
    Allergen.NUTS,
    Allergen.CELERY,
    Allergen.MUSTARD,
    Allergen.SESAME,
    Allergen.SULPHITES,
    Allergen.LUPIN,
    Allergen.MOLLUSCS,
}
US_LIST = TREE_NUTS | {
    Allergen.MILK,
    Allergen.EGGS,
    Allergen.FISH,
    Allergen.CRUSTACEANS,
    Allergen.NUTS,
    Allergen.WHEAT,
    Allergen.PEANUTS,
    Allergen.SOY,
    Allergen.SESAME,
}


def expand(avoided: Iterable[str]) -> frozenset[Allergen]:
    """Every key that no food may carry when these are avoided.

    A group brings all its members; a member brings its group, because an unnamed nut may be that very one; gluten
    brings wheat, which is one of its cereals, and wheat brings nothing, because rye is no wheat.

    Raises:
        ValueError: one of them is not an allergen key.
    """
    keys = frozenset(Allergen(key) for key in avoided)
    members = frozenset(member for key in keys for member in GROUPS.get(key, ()))
    groups = frozenset(group for group, held in GROUPS.items() if held & keys)
    cereals = frozenset({Allergen.WHEAT}) if Allergen.GLUTEN in keys else frozenset()
    return keys | members | groups | cereals
