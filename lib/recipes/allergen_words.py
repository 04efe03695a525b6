"""Looks for allergens in what people write: the title, the steps, and lines that nobody has matched to a food.

Finding one adds it to what a dish may contain. Finding none says nothing: words are no list of ingredients.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lib.recipes.allergens import Allergen
from lib.recipes.words import all_words, listed

_WHEAT = (Allergen.GLUTEN, Allergen.WHEAT)
_NAMED: tuple[tuple[tuple[Allergen, ...], frozenset[str]], ...] = (
    (
        _WHEAT,
        listed(
            "wheat gluten flour bread breadcrumb crouton pasta spaghetti noodle lasagne lasagna macaroni penne fusilli"
            " orzo gnocchi ravioli couscous bulgur semolina spelt kamut farro freekeh seitan cracker biscuit cookie"
            " cake muffin waffle pancake pastry pie tortilla naan pitta pita baguette bun bagel brioche croissant"
            " dumpling wonton ramen udon panko tempura batter roux sausage"
        ),
    ),
    (
        (Allergen.GLUTEN,),
        listed("barley rye malt beer ale stout oat oatmeal oatcake muesli granola bran worcestershire"),
    ),
    ((Allergen.CRUSTACEANS,), listed("crab lobster prawn shrimp crayfish langoustine scampi krill crustacean kimchi")),
    ((Allergen.CRUSTACEANS, Allergen.MOLLUSCS, Allergen.FISH), listed("seafood surimi")),
    ((Allergen.CRUSTACEANS, Allergen.MOLLUSCS), listed("shellfish")),
    ((Allergen.EGGS,), listed("egg yolk omelette omelet frittata meringue aioli hollandaise quiche")),
    ((Allergen.EGGS, Allergen.MUSTARD), listed("mayonnaise mayo")),
    ((Allergen.EGGS, Allergen.MILK), listed("custard")),
    (
        (Allergen.FISH,),
        listed(
            "fish salmon tuna cod haddock anchovy mackerel sardine trout bass tilapia halibut herring pollock bonito"
            " dashi worcestershire caviar roe kimchi"
        ),
    ),
    ((Allergen.PEANUTS,), listed("peanut groundnut satay")),
    ((Allergen.SOY,), listed("soy soya soybean tofu tempeh edamame miso tamari lecithin")),
    ((Allergen.SOY, *_WHEAT), listed("teriyaki hoisin gochujang")),
    (
        (Allergen.MILK,),
        listed(
            "milk butter buttermilk cream creme cheese yogurt yoghurt ghee curd whey casein kefir lactose dairy cheddar"
            " parmesan parmigiano pecorino mozzarella feta ricotta mascarpone halloumi paneer gruyere brie camembert"
            " quark"
        ),
    ),
    ((Allergen.MILK, Allergen.SOY), listed("chocolate")),
    ((Allergen.MILK, Allergen.PINE_NUT, Allergen.CASHEW), listed("pesto")),
    ((Allergen.NUTS,), listed("nut nougat gianduja")),
    ((Allergen.NUTS, Allergen.ALMOND), listed("marzipan frangipane amaretto amaretti")),
    ((Allergen.NUTS, Allergen.HAZELNUT), listed("praline nutella")),
    ((Allergen.ALMOND,), listed("almond")),
    ((Allergen.HAZELNUT,), listed("hazelnut filbert")),
    ((Allergen.WALNUT,), listed("walnut")),
    ((Allergen.CASHEW,), listed("cashew")),
    ((Allergen.PECAN,), listed("pecan")),
    ((Allergen.PISTACHIO,), listed("pistachio")),
    ((Allergen.MACADAMIA,), listed("macadamia")),
    ((Allergen.CELERY,), listed("celery celeriac stock broth bouillon")),
    ((Allergen.MUSTARD,), listed("mustard dijon curry")),
    ((Allergen.SESAME,), listed("sesame tahini hummus halva zaatar atar furikake")),
    ((Allergen.SULPHITES,), listed("wine sulphite sulfite")),
    ((Allergen.LUPIN,), listed("lupin lupine")),
    (
        (Allergen.MOLLUSCS,),
        listed("mussel clam oyster squid octopus scallop calamari snail whelk cockle mollusc mollusk abalone"),
    ),
)
_BY_PAIR: Mapping[tuple[str, str], tuple[Allergen, ...]] = {
    ("brazil", "nut"): (Allergen.BRAZIL_NUT,),
    ("pine", "nut"): (Allergen.PINE_NUT,),
    ("almond", "milk"): (Allergen.ALMOND,),
    ("almond", "butter"): (Allergen.ALMOND,),
    ("almond", "flour"): (Allergen.ALMOND,),
    ("peanut", "butter"): (Allergen.PEANUTS,),
    ("cashew", "butter"): (Allergen.CASHEW,),
    ("soy", "milk"): (Allergen.SOY,),
    ("soy", "sauce"): (Allergen.SOY, *_WHEAT),
    ("soy", "yogurt"): (Allergen.SOY,),
    ("coconut", "milk"): (),
    ("coconut", "cream"): (),
    ("coconut", "yogurt"): (),
    ("coconut", "flour"): (),
    ("oat", "milk"): (Allergen.GLUTEN,),
    ("rice", "milk"): (),
    ("rice", "flour"): (),
    ("rice", "noodle"): (),
    ("corn", "tortilla"): (),
    ("cocoa", "butter"): (),
    ("butter", "bean"): (),
    ("cream", "tartar"): (),
    ("shea", "butter"): (),
    **{(word, "free"): () for word in ("gluten", "wheat", "dairy", "milk", "lactose", "egg", "nut", "soy", "fish")},
}
"""Two words that mean something else than either of them."""

_BY_WORD: Mapping[str, frozenset[Allergen]] = {
    word: frozenset(key for keys, named in _NAMED if word in named for key in keys)
    for _, every in _NAMED
    for word in every
}


def found_in(texts: Iterable[str]) -> frozenset[Allergen]:
    """The allergens that any of the texts names or hints at."""
    return frozenset(key for text in texts for key in _found(all_words(text)))


def _found(named: list[str]) -> set[Allergen]:
    explained = {at: pair for at, pair in enumerate(pairwise(named)) if pair in _BY_PAIR}
    found = {key for pair in explained.values() for key in _BY_PAIR[pair]}
    for at, word in enumerate(named):
        if at not in explained and at - 1 not in explained:
            found |= _BY_WORD.get(word, frozenset())
    return found
