"""What a plan's certificate rests on, dishes left out because they were eaten lately and meals that were locked; what
cooking smart brought and cost; and how many portions are cooked of every dish.

Revision: 0006, after 0005, 2026-11-23
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them to plans; those that exist left nothing out and were made without locks or cooking smart."""
    for column in ("recent", "fixed"):
        op.execute(f"ALTER TABLE meal_plan ADD COLUMN {column} UUID[] NOT NULL DEFAULT '{{}}'")
    op.execute("ALTER TABLE meal_plan ADD COLUMN cook_smart JSONB")
    op.execute("ALTER TABLE meal_plan ADD COLUMN eaters DOUBLE PRECISION NOT NULL DEFAULT 1")
    op.execute("UPDATE meal_plan SET eaters = (wishes ->> 'servings')::float WHERE wishes ? 'servings'")


def downgrade() -> None:
    """Forget them."""
    for column in ("eaters", "cook_smart", "fixed", "recent"):
        op.execute(f"ALTER TABLE meal_plan DROP COLUMN {column}")
