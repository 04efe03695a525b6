"""Recipes that people write themselves: whose they are, and lines that nobody has matched to a food yet.

Revision: 0005, after 0004, 2026-11-23
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPTIONAL = ("food_id", "quantity", "unit", "grams")
# The release before writes all of these, and reads them of the catalogue's rows, which keep them.
_KNOWINGLY = "-- squawk-ignore ban-drop-not-null\n"
# These tables hold the catalogue's few hundred rows, and one transaction for all of it leaves nothing half done.
_FEW_ROWS = (
    "-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid, "
    "require-concurrent-index-creation, require-concurrent-index-deletion\n"
)


def upgrade() -> None:
    """Add the columns, each with a default that is true of the catalogue; nobody has a recipe of their own yet."""
    op.execute("ALTER TABLE recipe ADD COLUMN owner_id UUID")
    op.execute("ALTER TABLE recipe ADD COLUMN is_confirmed BOOLEAN DEFAULT true NOT NULL")
    op.execute(f"{_KNOWINGLY}ALTER TABLE recipe ALTER COLUMN slug DROP NOT NULL")
    _on_few_rows("""
        ALTER TABLE recipe ADD CONSTRAINT recipe_owner_id_fkey
            FOREIGN KEY (owner_id) REFERENCES account (id) ON DELETE CASCADE
    """)
    _on_few_rows("""
        ALTER TABLE recipe ADD CONSTRAINT recipe_slug_or_owner_check
            CHECK ((slug IS NULL) = (owner_id IS NOT NULL))
    """)
    op.execute("ALTER TABLE recipe_ingredient ADD COLUMN text VARCHAR")
    op.execute("ALTER TABLE recipe_ingredient ADD COLUMN is_confirmed BOOLEAN DEFAULT true NOT NULL")
    for column in _OPTIONAL:
        op.execute(f"{_KNOWINGLY}ALTER TABLE recipe_ingredient ALTER COLUMN {column} DROP NOT NULL")
    _on_few_rows("""
        ALTER TABLE recipe_ingredient ADD CONSTRAINT recipe_ingredient_confirmed_check
            CHECK (NOT is_confirmed OR (food_id IS NOT NULL AND grams IS NOT NULL))
    """)
    _on_few_rows("""
        ALTER TABLE recipe_ingredient ADD CONSTRAINT recipe_ingredient_words_check
            CHECK (food_id IS NOT NULL OR text IS NOT NULL)
    """)
    _on_few_rows("CREATE INDEX recipe_owner_title_idx ON recipe (owner_id, title, id)")
    _on_few_rows("CREATE INDEX recipe_catalogue_idx ON recipe (title, id) WHERE owner_id IS NULL")
    _on_few_rows("DROP INDEX recipe_title_idx")


def downgrade() -> None:
    """Drop what people wrote, with the plans that it stands in: the older tables have no place for it."""
    op.execute("""
        DELETE FROM meal_plan WHERE id IN (
            SELECT plan_id FROM planned_meal JOIN recipe ON recipe.id = recipe_id WHERE recipe.owner_id IS NOT NULL
        )
    """)
    op.execute("DELETE FROM recipe WHERE owner_id IS NOT NULL")
    op.execute("CREATE INDEX recipe_title_idx ON recipe (title, id)")
    op.execute("DROP INDEX recipe_catalogue_idx")
    op.execute("DROP INDEX recipe_owner_title_idx")
    op.execute("ALTER TABLE recipe_ingredient DROP CONSTRAINT recipe_ingredient_words_check")
    op.execute("ALTER TABLE recipe_ingredient DROP CONSTRAINT recipe_ingredient_confirmed_check")
    for column in _OPTIONAL:
        op.execute(f"ALTER TABLE recipe_ingredient ALTER COLUMN {column} SET NOT NULL")
    op.execute("ALTER TABLE recipe_ingredient DROP COLUMN is_confirmed")
    op.execute("ALTER TABLE recipe_ingredient DROP COLUMN text")
    op.execute("ALTER TABLE recipe DROP CONSTRAINT recipe_slug_or_owner_check")
    op.execute("ALTER TABLE recipe ALTER COLUMN slug SET NOT NULL")
    op.execute("ALTER TABLE recipe DROP COLUMN is_confirmed")
    op.execute("ALTER TABLE recipe DROP COLUMN owner_id")


def _on_few_rows(statement: str) -> None:
    op.execute(f"{_FEW_ROWS}{statement.strip()}")
