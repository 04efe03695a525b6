"""Meal plans and their meals.

Revision: 0003, after 0002, 2026-11-23
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of plans."""
    op.execute("""
        CREATE TABLE meal_plan (
            id UUID NOT NULL CONSTRAINT meal_plan_pkey PRIMARY KEY,
            owner_id UUID NOT NULL
                CONSTRAINT meal_plan_owner_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            starts_on DATE NOT NULL,
            days INTEGER NOT NULL CONSTRAINT meal_plan_days_check CHECK (days BETWEEN 1 AND 14),
            seed BIGINT NOT NULL,
            wishes JSONB NOT NULL,
            objective DOUBLE PRECISION NOT NULL,
            bound DOUBLE PRECISION NOT NULL,
            gap DOUBLE PRECISION NOT NULL CONSTRAINT meal_plan_gap_check CHECK (gap >= 0),
            engine VARCHAR NOT NULL,
            version INTEGER NOT NULL,
            created_at TIMESTAMPTZ NOT NULL
        )
    """)
    op.execute("CREATE INDEX meal_plan_owner_recent_idx ON meal_plan (owner_id, created_at, id)")
    op.execute("""
        CREATE TABLE planned_meal (
            id UUID NOT NULL CONSTRAINT planned_meal_pkey PRIMARY KEY,
            plan_id UUID NOT NULL
                CONSTRAINT planned_meal_plan_id_fkey REFERENCES meal_plan (id) ON DELETE CASCADE,
            day INTEGER NOT NULL CONSTRAINT planned_meal_day_check CHECK (day BETWEEN 0 AND 13),
            slot VARCHAR NOT NULL CONSTRAINT planned_meal_slot_check
                CHECK (slot IN ('breakfast', 'lunch', 'dinner', 'snack')),
            recipe_id UUID NOT NULL
                CONSTRAINT planned_meal_recipe_id_fkey REFERENCES recipe (id) ON DELETE RESTRICT,
            portion DOUBLE PRECISION NOT NULL
                CONSTRAINT planned_meal_portion_check CHECK (portion > 0 AND portion <= 5),
            locked BOOLEAN NOT NULL,
            CONSTRAINT planned_meal_cell_key UNIQUE (plan_id, day, slot)
        )
    """)
    op.execute("CREATE INDEX planned_meal_recipe_id_idx ON planned_meal (recipe_id)")


def downgrade() -> None:
    """Drop them with the plans in them."""
    for table in ("planned_meal", "meal_plan"):
        op.execute(f"DROP TABLE {table}")
