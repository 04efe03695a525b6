"""What a plan's certificate rests on: dishes left out because they were eaten lately, meals that were locked, and what
cooking smart brought and cost.

Revision: 0006, after 0003, 2026-11-23
"""

from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them to plans; those that exist left nothing out and were made without locks or cooking smart."""
    for column in ("recent", "fixed"):
        op.execute(f"ALTER TABLE meal_plan ADD COLUMN {column} UUID[] NOT NULL DEFAULT '{{}}'")
    op.execute("ALTER TABLE meal_plan ADD COLUMN cook_smart JSONB")


def downgrade() -> None:
    """Forget them."""
    for column in ("cook_smart", "fixed", "recent"):
        op.execute(f"ALTER TABLE meal_plan DROP COLUMN {column}")
