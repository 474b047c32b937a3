"""What kind of debt, how much, where: one question a screen, at most seven answers in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.messages import journey as say
from kiosk_app.presenter.scene import RegistryGoneError
from kiosk_app.view_models import Choice, ChoicesView

if TYPE_CHECKING:
    from kiosk_app.presenter.scene import Scene
    from kiosk_app.view_models import Chrome
    from offline_cache.agency import Rules

_NOT_SURE = "unsure"


def debt_type(scene: Scene) -> ChoicesView:
    """Debt types in the order of the rules; "not sure" last on every page."""
    rules = _rules(scene)
    all_choices = [Choice(d.id, scene.text(d.label), scene.text(d.hint), d.id) for d in rules.debt_types]
    always = [choice for choice in all_choices if choice.id == _NOT_SURE]
    others = [choice for choice in all_choices if choice.id != _NOT_SURE]
    # "Not sure" stays in view on every page.
    size = scene.page_sizes.choices - len(always)
    return _paged(scene, scene.chrome(say.debt_title(scene.translate), step=2), (others, always), size)


def amount(scene: Scene) -> ChoicesView:
    """Bands of the rules."""
    choices = [Choice(band.id, scene.text(band.label)) for band in _rules(scene).amount_bands]
    chrome = scene.chrome(say.amount_title(scene.translate), step=3)
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
