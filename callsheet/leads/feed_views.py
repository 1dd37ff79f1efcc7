"""Live feeds: everybody sees how they stand and may have one read now; the broker does the rest."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from callsheet.accounts.people import NotTheBroker
from callsheet.compliance.house_page import fresh_rules
from callsheet.core.errors import UnusableInput
from callsheet.feeds.reso.problems import FeedProblem
from callsheet.leads.feed_choices import CHOICES, choice_of
from callsheet.leads.feed_forms import Choice, FeedForm, Tried, mls_names
from callsheet.leads.feed_pages import doing, feed_page, feeds_page
from callsheet.leads.views import clock_of
from callsheet.listings import feeds
from callsheet.listings.feed_health import deleted, health
from callsheet.listings.feed_secrets import seal
from callsheet.listings.models import Feed

UNPROCESSABLE = 422
View = Callable[..., HttpResponse]


def by_broker(view: View) -> View:
    """The form is for those alone who may keep what it says; anybody else is told so."""

    @wraps(view)
    def guarded(request: HttpRequest, *given, **named) -> HttpResponse:
        if not request.user.is_broker:
            raise NotTheBroker(feeds.ONLY_THE_BROKER)
        return view(request, *given, **named)

    return guarded


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """Every feed and how it stands; the ways to add one."""
    mine = Feed.objects.filter(team=request.user.team_id).select_related("source").order_by("name")
    page = feeds_page(list(mine), deleted(request.user.team_id), clock_of(request))
    context = {"room": "import", "page": page, "choices": CHOICES.values()}
    return render(request, "leads/feeds.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@by_broker
def feed_new(request: HttpRequest, choice: str) -> HttpResponse:
    """Add a feed of one kind, or try it out first."""
    chosen = CHOICES.get(choice)
    if chosen is None:
        raise Http404("There is no such kind of feed.")
    form = chosen.form(request.POST or None, preset=chosen.settings, defaults=chosen.defaults)
    if not form.is_valid():
        return _form(request, chosen, form)
    if "try" in request.POST:
        return _form(request, chosen, form, _tried(request, chosen, form))
    said = form.cleaned_data
    try:
        feed = feeds.add(
            request.user.team, chosen.kind, said["name"], mls=said["mls"], preset=chosen.preset, by=request.user,
            now=request.now, settings=form.settings(), secrets=form.secrets(), licence=said["licence"],
            every_seconds=said["every_seconds"],
        )  # fmt: skip
    except UnusableInput as problem:
        form.add_error(None, str(problem))
        return _form(request, chosen, form)
    _stay_fresh(feed, form)
    messages.success(request, f"{feed.name} is added. It is read for the first time now, which may take a while.")
    return redirect("feed", feed.pk)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@by_broker
def feed_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a feed, or try out what would be changed."""
    feed = _feed(request, pk)
    chosen = choice_of(feed)
    form = chosen.form(request.POST or None, preset=chosen.settings, feed=feed)
    if not form.is_valid():
        return _form(request, chosen, form)
    if "try" in request.POST:
        return _form(request, chosen, form, _tried(request, chosen, form))
    said = form.cleaned_data
    try:
        feeds.change(
            feed, request.user, request.now, settings=form.settings(), secrets=form.secrets(), name=said["name"],
            licence=said["licence"], every_seconds=said["every_seconds"],
        )  # fmt: skip
    except UnusableInput as problem:
        form.add_error(None, str(problem))
        return _form(request, chosen, form)
    _stay_fresh(feed, form)
    messages.success(request, "Kept. It is read with these settings now.")
    return redirect("feed", feed.pk)


@require_safe
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """How one feed stands."""
    page = feed_page(health(_feed(request, pk), request.now), clock_of(request))
    return render(request, "leads/feed.html", {"room": "import", "page": page})


@require_safe
def feed_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The region that says what goes on; once the reading rests, the whole page is asked for anew."""
    feed = _feed(request, pk)
    now = doing(feed, feed.walks.order_by("pk").first(), clock_of(request))
    if not now.is_busy:
        return HttpResponseClientRefresh()
    return render(request, "leads/feed_doing.html", {"doing": now})


@require_POST
def feed_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it as soon as the background work looks."""
    feed = _feed(request, pk)
    if feed.is_on:
        feeds.run_now(feed, request.now)
    else:
        messages.error(request, f"{feed.name} is switched off. Switch it on, and it is read.")
    return redirect("feed", pk)


@require_POST
def feed_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop reading it, or go on."""
    feed, is_on = _feed(request, pk), request.POST.get("on") == "yes"
    feeds.switch(feed, is_on, request.user, request.now)
    said = "is switched on and read now" if is_on else "is switched off; its place is kept"
    messages.success(request, f"{feed.name} {said}.")
    return redirect("feed", pk)


@require_POST
def feed_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether many listings that left at once are gone, or stay until the next comparison."""
    feed, said = _feed(request, pk), request.POST.get("gone", "")
    if said not in ("yes", "no"):
        messages.error(request, "Say whether they are gone.")
        return redirect("feed", pk)
    feeds.decide_missing(feed, said == "yes", request.user, request.now)
    kept = "They stay, and are compared again tomorrow." if said == "no" else "Each is looked for once more, then goes."
    messages.success(request, f"Kept. {kept}")
    return redirect("feed", pk)


@require_POST
def feed_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the feed and its credentials; its listings stay."""
    feed = _feed(request, pk)
    feeds.remove(feed, request.user, request.now)
    messages.success(request, f"{feed.name} is deleted, its credentials too. Its listings stay as they were read last.")
    return redirect("feeds")


def _feed(request: HttpRequest, pk: int) -> Feed:
    return get_object_or_404(Feed.objects.select_related("source", "team"), pk=pk, team=request.user.team_id)


def _stay_fresh(feed: Feed, form: FeedForm) -> None:
    """An MLS that was known keeps its hours unless they were changed here."""
    if "fresh_hours" in form.changed_data:
        feed.source.stay_fresh(form.cleaned_data["fresh_hours"])


def _tried(request: HttpRequest, choice: Choice, form: FeedForm) -> Tried:
    """What a trial comes to, good or bad, in words; nothing of it is kept."""
    unsaved = Feed(
        team=request.user.team, kind=choice.kind, name=form.cleaned_data["name"], preset=choice.preset,
        settings=form.settings(), secrets=seal(form.secrets()),
    )  # fmt: skip
    try:
        return choice.try_out(unsaved)
    except (FeedProblem, UnusableInput) as problem:
        return Tried(str(problem).removesuffix(" It is tried again later."), ("Nothing was stored.",), works=False)


def _form(request: HttpRequest, choice: Choice, form: FeedForm, tried: Tried | None = None) -> HttpResponse:
    if form.is_bound:
        form.keep_secrets()
    context = {
        "room": "import",
        "choice": choice,
        "form": form,
        "feed": form.feed,
        "tried": tried,
        "mls_names": mls_names(request.user.team_id),
        "fresh_rules": fresh_rules(request.user.team),
    }
    return render(request, "leads/feed_form.html", context, status=UNPROCESSABLE if form.errors else 200)
