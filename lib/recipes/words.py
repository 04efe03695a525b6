"""Words as recipes write them: split, without accents and plurals, and those that do not change which food is meant."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]++")
_SAME_IN_PLURAL = ("ss", "us", "is")
_IRREGULAR = {"leaves": "leaf", "halves": "half", "loaves": "loaf", "calves": "calf", "swiss": "swiss"}
_MAX_WORDS = 40


def listed(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


NEUTRAL = listed(
    """
    a about additional an approx approximately around at bite bitesize boiling boneless bought chopped chunk clean
    coarse coarsely cold cooked cooled crumbled crushed cubed cut deseeded deveined diced divided drained dried dry
    each extra few fillet fine finely firm fresh freshly from frozen good grated ground half halved heaped heaping hot
    into large
    lean level lightly little lukewarm medium melted minced more of organic or packed patted peeled piece pitted plus
    quality quartered range raw rinsed ripe roasted room root roughly round rounded salted scant seeded shelled shredded
    sized skin skinless skinned sliced small soft softened some split store strip taste temperature thawed the thick
    thickly thin thinly to toasted torn trimmed uncooked unsalted virgin warm washed wedge well whole your
    """
)
"""Left over beside a food's name, these leave it that food. No colour, no kind and no "free" is among them."""


def words(text: str) -> list[str]:
    """The first forty words of a text."""
    return all_words(text)[:_MAX_WORDS]


def all_words(text: str) -> list[str]:
    """The words of a text in order: small letters without accents, each in its singular."""
    plain = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return [singular(match) for match in _WORD.findall(bare.replace("œ", "oe"))]


def singular(word: str) -> str:
    """The word without its plural's ending; near enough where both sides are treated alike."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_SAME_IN_PLURAL):
        return word
    if word.endswith("ies") and len(word) > len("pies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "oes")):
        return word[:-2]
    return word[:-1]
