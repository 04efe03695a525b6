"""Paths in which words of ours stand where ids stand otherwise, such as `/recipes/mine` beside `/recipes/{recipe_id}`.

Without it a method that such a word does not take would fall through to the id's, and be answered 422 for a bad id
instead of 405.
"""

from starlette.convertors import StringConvertor, register_url_convertor


def id_other_than(name: str, *words: str) -> str:
    """What to write behind the colon in a path's slot, so that it takes any text but these words."""
    kind = type("_Other", (StringConvertor,), {"regex": f"(?!(?:{'|'.join(words)})$)[^/]+"})
    register_url_convertor(name, kind())
    return name
