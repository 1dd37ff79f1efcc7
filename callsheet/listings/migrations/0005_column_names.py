import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("listings", "0004_homes_by_city"),
    ]

    operations = [
        migrations.DeleteModel(name="OtherColumns"),
        migrations.CreateModel(
            name="ColumnNames",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("names", models.TextField(help_text="JSON list, in the order of the file.", unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="OtherColumns",
            fields=[
                ("listing", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="other_columns", serialize=False, to="listings.listing")),
                ("cells", models.TextField(help_text="The cells in the order of the names, unit separators between them.")),
                ("names", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.columnnames")),
            ],
        ),
    ]
