"""What a plan's certificate rests on: dishes left out because they were eaten lately, and meals that were locked.

Revision: 0006, after 0003, 2026-11-23
"""

from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both to plans; those that exist left nothing out and were made without locks."""
    for column in ("recent", "fixed"):
        op.execute(f"ALTER TABLE meal_plan ADD COLUMN {column} UUID[] NOT NULL DEFAULT '{{}}'")


def downgrade() -> None:
    """Forget them."""
    for column in ("fixed", "recent"):
        op.execute(f"ALTER TABLE meal_plan DROP COLUMN {column}")
