"""A brokerage with a broker, an agent and an assistant."""

from callsheet.accounts.models import Person, Team


def a_colleague(team: Team, name: str, role: str = "agent", *, password: str | None = "a long password") -> Person:
    """Somebody of the team; without a password they have not come in yet."""
    return Person.objects.create_user(
        username=name,
        password=password,
        name=name,
        team=team,
        role=role,
        licence_state="" if role == "assistant" else "MD",
        caller_number="+14105550101",
    )
