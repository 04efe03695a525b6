"""Avoiding a key avoids everything that could be it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.recipes.allergens import EU_LIST, EU_NUTS, GROUPS, TREE_NUTS, US_LIST, Allergen, expand

KEYS = st.frozensets(st.sampled_from(Allergen))


def test_avoiding_nuts_avoids_every_single_nut() -> None:
    assert expand({"nuts"}) == TREE_NUTS | {Allergen.NUTS}


@pytest.mark.parametrize("nut", sorted(TREE_NUTS))
def test_avoiding_one_nut_avoids_a_nut_that_is_not_named(nut: Allergen) -> None:
    assert expand({nut}) == {nut, Allergen.NUTS}


def test_avoiding_gluten_avoids_wheat_but_not_the_other_way_round() -> None:
    assert expand({"gluten"}) == {Allergen.GLUTEN, Allergen.WHEAT}
    assert expand({"wheat"}) == {Allergen.WHEAT}


def test_peanuts_and_coconut_are_no_tree_nuts() -> None:
    assert expand({"peanuts"}) == {Allergen.PEANUTS}
    with pytest.raises(ValueError, match="coconut"):
        expand({"coconut"})


def test_avoiding_nothing_avoids_nothing() -> None:
    assert expand(()) == frozenset()


@given(KEYS)
def test_expansion_keeps_what_was_asked(keys: frozenset[Allergen]) -> None:
    assert keys <= expand(keys)


@given(KEYS, KEYS)
def test_avoiding_more_never_avoids_less(some: frozenset[Allergen], others: frozenset[Allergen]) -> None:
    assert expand(some) | expand(others) == expand(some | others)


@given(st.frozensets(st.sampled_from([key for key in Allergen if key not in TREE_NUTS])))
def test_expanding_again_adds_nothing_when_no_single_nut_was_asked(keys: frozenset[Allergen]) -> None:
    assert expand(expand(keys)) == expand(keys)


def test_the_lists_of_the_law() -> None:
    assert len(EU_LIST - EU_NUTS) == 14
    assert len(US_LIST - TREE_NUTS) == 9
    assert Allergen.PINE_NUT in US_LIST - EU_LIST
    assert Allergen.WHEAT in US_LIST - EU_LIST
    assert {Allergen.MOLLUSCS, Allergen.GLUTEN, Allergen.CELERY} <= EU_LIST - US_LIST
    assert set(Allergen) == EU_LIST | US_LIST


def test_only_a_group_has_members() -> None:
    assert set(GROUPS) == {Allergen.NUTS}
    assert not TREE_NUTS & set(GROUPS)
