"""All tables; importing this package registers them, which migrations and the drift check need."""

from lib.models.account import Account, ApiKey, Preferences, Session, SignUp
from lib.models.idempotency import IdempotencyKey
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.outbox import OutboxMessage
from lib.models.recipe import Food, Recipe, RecipeIngredient

__all__ = [
    "Account",
    "ApiKey",
    "Food",
    "IdempotencyKey",
    "MealPlan",
    "OutboxMessage",
    "PlannedMeal",
    "Preferences",
    "Recipe",
    "RecipeIngredient",
    "Session",
    "SignUp",
]
