"""What kind of debt, how much, where: one question a screen, at most seven answers in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow import guide
from kiosk_app.messages import guide as say_guide
from kiosk_app.messages import journey as say
from kiosk_app.presenter.listing import debt_name
from kiosk_app.presenter.scene import RegistryGoneError
from kiosk_app.view_models import Choice, ChoicesView

if TYPE_CHECKING:
    from kiosk_app.presenter.scene import Scene
    from kiosk_app.view_models import Chrome
    from offline_cache.agency import Rules

_ANSWER_ICONS = {
    (guide.Question.DECIDED, "yes"): "judgment",
    (guide.Question.DECIDED, "no"): "clock",
    (guide.Question.GIVEN, "work"): "services",
    (guide.Question.GIVEN, "money"): "loan",
    (guide.Question.GIVEN, "use"): "rent",
    (guide.Question.GIVEN, "other"): "penalty",
    (guide.Question.MADE, "yes"): "processing",
    (guide.Question.MADE, "no"): "goods",
    (guide.Question.WORK, "building"): "construction",
    (guide.Question.WORK, "carrying"): "freight",
    (guide.Question.WORK, "other"): "services",
}
"""Where the answer's own name is not a drawing."""


def debt_type(scene: Scene) -> ChoicesView:
    """Debt types in the order of the rules; "not sure" last on every page."""
    rules = _rules(scene)
    all_choices = [Choice(d.id, scene.text(d.label), scene.text(d.hint), d.id) for d in rules.debt_types]
    always = [choice for choice in all_choices if choice.id == guide.NOT_SURE]
    others = [choice for choice in all_choices if choice.id != guide.NOT_SURE]
    # "Not sure" stays in view on every page.
    size = scene.page_sizes.choices - len(always)
    return _paged(scene, scene.chrome(say.debt_title(scene.translate), step=2), (others, always), size)


def which_debt(scene: Scene) -> ChoicesView:
    """One of the plain questions for those who are not sure; answers whose debt type no rule knows are left out."""
    _, asked = scene.translate, guide.question_of(scene.session.question)
    known = {debt.id for debt in _rules(scene).debt_types}
    choices = []
    for answer, leads_to in guide.GUIDE[asked].items():
        if isinstance(leads_to, guide.Question) or leads_to.debt_type in known:
            label, hint = say_guide.answer(_, asked, answer)
            choices.append(Choice(answer, label, hint, _ANSWER_ICONS.get((asked, answer), answer)))
    chrome = scene.chrome(say_guide.question(_, asked), say_guide.lead(_), step=2)
    return ChoicesView(chrome=chrome, choices=tuple(choices), picture="choose")


def amount(scene: Scene) -> ChoicesView:
    """Bands of the rules; who was not sure reads what the answers came to."""
    choices = [Choice(band.id, scene.text(band.label)) for band in _rules(scene).amount_bands]
    was_found = scene.session.question and scene.session.debt_type != guide.NOT_SURE
    lead = say_guide.found(scene.translate, debt_name(scene)) if was_found else ""
    chrome = scene.chrome(say.amount_title(scene.translate), lead, step=3)
    return _paged(scene, chrome, (choices, []), scene.page_sizes.choices, picture="amount")


def place(scene: Scene) -> ChoicesView:
    """Districts of the rules, the terminal's own first."""
    _ = scene.translate
    districts = sorted(_rules(scene).districts, key=lambda d: d.adcode != scene.site.district)
    choices = [Choice(d.adcode, scene.text(d.name), icon="place") for d in districts]
    chrome = scene.chrome(say.place_title(_), say.place_lead(_), step=4)
    return _paged(scene, chrome, (choices, []), scene.page_sizes.choices, picture="place")


def _paged(
    scene: Scene,
    chrome: Chrome,
    choices: tuple[list[Choice], list[Choice]],
    size: int,
    picture: str = "choose",
) -> ChoicesView:
    paged, always = choices
    pages = -(-len(paged) // size)
    page = min(scene.session.page, pages - 1)
    shown = paged[page * size : (page + 1) * size] + always
    _ = scene.translate
    return ChoicesView(
        chrome=chrome,
        choices=tuple(shown),
        picture=picture,
        page=page + 1,
        pages=pages,
        previous=say.earlier_answers(_) if page > 0 else "",
        next=say.more_answers(_) if page + 1 < pages else "",
    )


def _rules(scene: Scene) -> Rules:
    registry = scene.world.registry.registry
    if registry is None:
        raise RegistryGoneError
    return registry.rules
