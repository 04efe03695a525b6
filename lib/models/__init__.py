"""All tables; importing this package registers them, which migrations and the drift check need."""

from lib.models.account import Account, ApiKey, Preferences, Session, SignUp
from lib.models.calendar_feed import CalendarFeed
from lib.models.idempotency import IdempotencyKey
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.outbox import OutboxMessage
from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.models.shopping import PantryItem, ShoppingTick

__all__ = [
    "Account",
    "ApiKey",
    "CalendarFeed",
    "Food",
    "IdempotencyKey",
    "MealPlan",
    "OutboxMessage",
    "PantryItem",
    "PlannedMeal",
    "Preferences",
    "Recipe",
    "RecipeIngredient",
    "Session",
    "ShoppingTick",
    "SignUp",
]
