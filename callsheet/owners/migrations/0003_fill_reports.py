"""What the newest source said of each number and each owner, as the reports that every source has from now on."""

from django.db import migrations

PHONES = """
    INSERT INTO owners_phonereport (phone_id, source_id, first_reported_at, reported_at)
    SELECT phone.id, phone.source_id, phone.reported_at, phone.reported_at
    FROM owners_phone phone
    WHERE phone.source_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM owners_phonereport known WHERE known.phone_id = phone.id AND known.source_id = phone.source_id
    )
"""
OWNERS = """
    INSERT INTO owners_ownershipreport (ownership_id, source_id, of_id, first_reported_at, reported_at)
    SELECT title.id, title.source_id, title.of_id, title.reported_at, title.reported_at
    FROM owners_ownership title
    WHERE title.source_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("owners", "0002_reports_claims_and_prices")]

    operations = [
        migrations.RunSQL(PHONES, migrations.RunSQL.noop),
        migrations.RunSQL(OWNERS, migrations.RunSQL.noop),
    ]
