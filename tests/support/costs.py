"""What every operation may cost; an operation that costs nothing here does without the database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Round trips until the answer is complete, and the statements among them; BEGIN and COMMIT are trips only."""

    trips: int
    statements: int


NOTHING = Cost(0, 0)
COSTS = {
    "get_api_root": NOTHING,
    "get_openapi": NOTHING,
    "get_docs": NOTHING,
    "get_docs_asset": NOTHING,
    "list_problems": NOTHING,
    "get_problem": NOTHING,
    "get_health": NOTHING,
    "get_readiness": Cost(1, 1),
    "run_daily": Cost(7, 5),
    "sign_up": Cost(5, 3),
    "redeem_email_verification": Cost(5, 3),
    "sign_in": Cost(4, 2),
    "sign_out": Cost(1, 1),
    "get_me": Cost(1, 1),
    "update_me": Cost(2, 2),
    "get_preferences": Cost(2, 2),
    "replace_preferences": Cost(3, 3),
    "estimate_energy": Cost(1, 1),
    "list_api_keys": Cost(2, 2),
    "create_api_key": Cost(5, 3),
    "delete_api_key": Cost(2, 2),
    "list_recipes": Cost(1, 1),
    "list_own_recipes": Cost(2, 2),
    "create_recipe": Cost(4, 4),
    "import_recipe": Cost(2, 2),
    "get_recipe": Cost(2, 2),
    "replace_recipe": Cost(4, 4),
    "delete_recipe": Cost(2, 2),
    "list_foods": Cost(1, 1),
    "generate_plan": Cost(7, 7),
    "list_plans": Cost(2, 2),
    "get_plan": Cost(2, 2),
    "delete_plan": Cost(2, 2),
    "get_certificate": Cost(3, 3),
    "list_alternatives": Cost(4, 4),
    "update_meal": Cost(4, 4),
    "swap_meal": Cost(5, 5),
    "regenerate_plan": Cost(5, 5),
    "get_pantry": Cost(2, 2),
    "replace_pantry": Cost(5, 3),
    "get_shopping_list": Cost(2, 2),
    "get_shopping_list_csv": Cost(2, 2),
    "get_shopping_list_page": Cost(2, 2),
    "update_shopping_item": Cost(2, 2),
    "get_calendar": Cost(1, 1),
    "get_calendar_feed": Cost(2, 2),
    "renew_calendar_feed": Cost(2, 2),
    "delete_calendar_feed": Cost(2, 2),
}
"""By operation, for somebody signed in, on a warm instance."""
