"""The catalogue: foods, recipes and their ingredients.

Revision: 0002, after 0001, 2026-11-23
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUTRIENTS = """
            kcal DOUBLE PRECISION NOT NULL,
            protein_g DOUBLE PRECISION NOT NULL,
            fat_g DOUBLE PRECISION NOT NULL,
            saturates_g DOUBLE PRECISION NOT NULL,
            carbs_g DOUBLE PRECISION NOT NULL,
            sugars_g DOUBLE PRECISION NOT NULL,
            fibre_g DOUBLE PRECISION NOT NULL,
            sodium_mg DOUBLE PRECISION NOT NULL,"""


def upgrade() -> None:
    """Make the tables that the loader fills."""
    op.execute(f"""
        CREATE TABLE food (
            id UUID NOT NULL CONSTRAINT food_pkey PRIMARY KEY,
            name VARCHAR NOT NULL CONSTRAINT food_name_key UNIQUE,
            aisle VARCHAR NOT NULL,
            contains TEXT[] NOT NULL,
            may_contain TEXT[] NOT NULL,
            flags TEXT[] NOT NULL,
            groups TEXT[] NOT NULL,
            unit_grams JSONB NOT NULL,
            usd_per_kg DOUBLE PRECISION NOT NULL,{_NUTRIENTS}
            source JSONB NOT NULL CONSTRAINT food_source_check CHECK (jsonb_typeof(source) = 'array'),
            is_estimate BOOLEAN NOT NULL
        )
    """)
    op.execute(f"""
        CREATE TABLE recipe (
            id UUID NOT NULL CONSTRAINT recipe_pkey PRIMARY KEY,
            slug VARCHAR NOT NULL CONSTRAINT recipe_slug_key UNIQUE,
            title VARCHAR NOT NULL,
            cuisine VARCHAR NOT NULL,
            main VARCHAR,
            meals TEXT[] NOT NULL CONSTRAINT recipe_meals_check CHECK (cardinality(meals) > 0),
            servings INTEGER NOT NULL CONSTRAINT recipe_servings_check CHECK (servings BETWEEN 1 AND 100),
            prep_minutes INTEGER NOT NULL,
            cook_minutes INTEGER NOT NULL,
            total_minutes INTEGER NOT NULL,
            steps TEXT[] NOT NULL,
            contains TEXT[] NOT NULL,
            may_contain TEXT[] NOT NULL,
            diets TEXT[] NOT NULL,
            tags TEXT[] NOT NULL,
            foods TEXT[] NOT NULL,{_NUTRIENTS}
            cost_cents DOUBLE PRECISION NOT NULL,
            estimated_share DOUBLE PRECISION NOT NULL,
            is_retired BOOLEAN NOT NULL,
            search TSVECTOR NOT NULL GENERATED ALWAYS AS (
                to_tsvector('english'::regconfig, title || ' ' || cuisine || ' ' || coalesce(main, ''))
            ) STORED,
            CONSTRAINT recipe_minutes_check CHECK (total_minutes >= 0 AND prep_minutes >= 0 AND cook_minutes >= 0)
        )
    """)
    op.execute("CREATE INDEX recipe_title_idx ON recipe (title, id)")
    op.execute("CREATE INDEX recipe_search_idx ON recipe USING gin (search)")
    op.execute("""
        CREATE TABLE recipe_ingredient (
            recipe_id UUID NOT NULL
                CONSTRAINT recipe_ingredient_recipe_id_fkey REFERENCES recipe (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            food_id UUID NOT NULL
                CONSTRAINT recipe_ingredient_food_id_fkey REFERENCES food (id) ON DELETE RESTRICT,
            quantity DOUBLE PRECISION NOT NULL,
            unit VARCHAR NOT NULL,
            grams DOUBLE PRECISION NOT NULL,
            CONSTRAINT recipe_ingredient_pkey PRIMARY KEY (recipe_id, position),
            CONSTRAINT recipe_ingredient_amounts_check CHECK (grams >= 0 AND quantity >= 0)
        )
    """)
    op.execute("CREATE INDEX recipe_ingredient_food_id_idx ON recipe_ingredient (food_id)")


def downgrade() -> None:
    """Drop them; the loader can fill them again."""
    for table in ("recipe_ingredient", "recipe", "food"):
        op.execute(f"DROP TABLE {table}")
