"""The ranked list and the detail of one agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app import problems
from kiosk_app.flow import Language
from kiosk_app.messages import listing as say
from kiosk_app.presenter.scene import RegistryGoneError
from kiosk_app.view_models import AgencyCard, Banner, Choice, DetailView, Field, ListView, ScoreBar, Tone

if TYPE_CHECKING:
    from kiosk_app.presenter.scene import Scene
    from offline_cache import RankedAgency
    from offline_cache.agency import Agency, Credit, DebtType


def agency_list(scene: Scene) -> ListView:
    """One page of the list, in ranked order."""
    _, match = scene.translate, scene.world.match
    if match is None:
        raise RegistryGoneError
    size = scene.page_sizes.cards
    pages = -(-len(match.ranked) // size)
    page = min(scene.session.page, pages - 1)
    shown = match.ranked[page * size : (page + 1) * size]
    return ListView(
        chrome=scene.with_staleness(scene.chrome(say.list_title(_, len(match.ranked)))),
        summary=_summary(scene),
        explanation=say.list_explanation(_),
        cards=tuple(card(scene, ranked) for ranked in shown),
        page=page + 1,
        pages=pages,
        page_label=say.page_of(_, page + 1, pages) if pages > 1 else "",
        previous=say.previous_page(_) if page > 0 else "",
        next=say.next_page(_) if page + 1 < pages else "",
        print=_to_take(scene),
        notice=_notice(scene),
        formula=say.score_formula(_),
    )


def _to_take(scene: Scene) -> Choice:
    """Paper; or, where none can come, the code, which comes up where printing is refused."""
    _, trouble = scene.translate, scene.world.printer
    if scene.session.prints >= scene.policy.slips_per_session:
        return Choice("take_along", say.take_along(_), say.take_along_spent(_), "show_phone")
    if trouble is not None:
        why = say.take_along_because(_, problems.printer_trouble(_, trouble)[0])
        return Choice("print", say.take_along(_), why, "show_phone")
    label, hint = say.print_list(_)
    return Choice("print", label, hint, "printer")


def detail(scene: Scene) -> DetailView:
    """Everything about the agency that was touched."""
    match = scene.world.match
    ranked = next((r for r in match.ranked if r.agency.id == scene.session.detail), None) if match else None
    if ranked is None:
        raise RegistryGoneError
    agency, labels = ranked.agency, say.detail_labels(scene.translate)
    return DetailView(
        chrome=scene.with_staleness(scene.chrome(name_of(scene, agency))),
        card=card(scene, ranked),
        fields=(
            *(Field(labels["phone"], phone) for phone in agency.phones[1:]),
            Field(labels["address"], agency.address),
            Field(labels["hours"], agency.hours),
            Field(labels["fee"], agency.fee),
            Field(labels["certificate"], agency.certificate.number),
            Field(labels["valid"], agency.certificate.valid_until.isoformat()),
            Field(labels["listed_by"], agency.listing.authority),
        ),
        close=Choice("close", say.close(scene.translate), icon="list"),
        formula=say.score_formula(scene.translate),
    )


def card(scene: Scene, ranked: RankedAgency) -> AgencyCard:
    """One agency as listed."""
    _, agency = scene.translate, ranked.agency
    return AgencyCard(
        id=agency.id,
        rank=str(ranked.rank),
        name=name_of(scene, agency),
        phone=agency.phones[0],
        district=place_name(scene, agency.district),
        score=f"{agency.credit.score:.1f}",
        score_label=say.score_label(_),
        bars=bars(scene, agency.credit),
        reason=say.reason(_, tuple(reason.value for reason in ranked.reasons)),
        recommended=say.recommended(_) if ranked.recommended else "",
        more=say.more_about(_),
    )


def bars(scene: Scene, credit: Credit) -> tuple[ScoreBar, ...]:
    """The three dimensions: a longer bar is better in each; the number of complaints is the minus the slip prints."""
    _ = scene.translate
    penalty = f"{credit.complaint_penalty:.0f}"
    numbers = (
        f"{credit.compliance:.0f}",
        f"{credit.success_rate:.0f}",
        "0" if penalty == "0" else f"-{penalty}",
    )
    values = (credit.compliance, credit.success_rate, 100 - credit.complaint_penalty)
    return tuple(
        ScoreBar(label, float(value), say.score_word(words, float(value)), number)
        for label, value, words, number in zip(
            say.score_parts(_), values, say.score_words(_), numbers, strict=True
        )
    )


def name_of(scene: Scene, agency: Agency) -> str:
    """The registered name; English only where the registry has one."""
    if scene.session.language is Language.EN and agency.name_en:
        return agency.name_en
    return agency.name


def place_name(scene: Scene, adcode: str) -> str:
    """A district's name, or its code when the rules do not know it."""
    registry = scene.world.registry.registry
    if registry is None:
        raise RegistryGoneError
    return next((scene.text(d.name) for d in registry.rules.districts if d.adcode == adcode), adcode)


def debt_name(scene: Scene) -> str:
    """The chosen debt type in the session's language."""
    if scene.world.registry.registry is None:
        raise RegistryGoneError
    debt = debt_of(scene)
    return scene.text(debt.label) if debt is not None else scene.session.debt_type


def debt_of(scene: Scene) -> DebtType | None:
    """The rules' own words on the chosen debt type; None when they do not know it or no list may be shown.

    A slip was made by the rules of its list, so those come first.
    """
    for state in (scene.world.matched, scene.world.registry):
        registry = state.registry if state is not None else None
        for debt in registry.rules.debt_types if registry is not None else ():
            if debt.id == scene.session.debt_type:
                return debt
    return None


def amount_name(scene: Scene) -> str:
    """The chosen amount in the session's language."""
    registry = scene.world.registry.registry
    if registry is None:
        raise RegistryGoneError
    chosen = scene.session.amount
    return next((scene.text(b.label) for b in registry.rules.amount_bands if b.id == chosen), chosen)


def _summary(scene: Scene) -> str:
    return say.list_summary(
        scene.translate, debt_name(scene), amount_name(scene), place_name(scene, scene.session.place)
    )


def _notice(scene: Scene) -> Banner | None:
    _, match = scene.translate, scene.world.match
    if match is None:
        return None
    if match.judgment_first:
        return Banner(say.judgment_first(_), Tone.ATTENTION, "court")
    words = say.widened(_, match.widened.value)
    return Banner(words, Tone.ATTENTION, "place") if words else None
