"""The revision of the database's schema that this release needs at least; a test holds it to the newest migration."""

REVISION = "0005"
