"""What people have at home, what they have ticked off, and the calendars that their plans are read from.

Revision: 0004, after 0003, 2026-11-23
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; a food that leaves the catalogue takes what was noted about it along."""
    op.execute("""
        CREATE TABLE pantry_item (
            account_id UUID NOT NULL
                CONSTRAINT pantry_item_account_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            food_id UUID NOT NULL
                CONSTRAINT pantry_item_food_id_fkey REFERENCES food (id) ON DELETE CASCADE,
            grams DOUBLE PRECISION NOT NULL CONSTRAINT pantry_item_grams_check CHECK (grams > 0),
            updated_at TIMESTAMPTZ NOT NULL,
            CONSTRAINT pantry_item_pkey PRIMARY KEY (account_id, food_id)
        )
    """)
    op.execute("CREATE INDEX pantry_item_food_id_idx ON pantry_item (food_id)")
    op.execute("""
        CREATE TABLE shopping_tick (
            plan_id UUID NOT NULL
                CONSTRAINT shopping_tick_plan_id_fkey REFERENCES meal_plan (id) ON DELETE CASCADE,
            food_id UUID NOT NULL
                CONSTRAINT shopping_tick_food_id_fkey REFERENCES food (id) ON DELETE CASCADE,
            checked_at TIMESTAMPTZ NOT NULL,
            CONSTRAINT shopping_tick_pkey PRIMARY KEY (plan_id, food_id)
        )
    """)
    op.execute("CREATE INDEX shopping_tick_food_id_idx ON shopping_tick (food_id)")
    op.execute("""
        CREATE TABLE calendar_feed (
            account_id UUID NOT NULL CONSTRAINT calendar_feed_pkey PRIMARY KEY
                CONSTRAINT calendar_feed_account_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            generation UUID NOT NULL CONSTRAINT calendar_feed_generation_key UNIQUE,
            created_at TIMESTAMPTZ NOT NULL
        )
    """)


def downgrade() -> None:
    """Drop them with what people noted there; plans stay as they are."""
    for table in ("calendar_feed", "shopping_tick", "pantry_item"):
        op.execute(f"DROP TABLE {table}")
