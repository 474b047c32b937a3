"""Session and world in, exactly what a screen draws out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow import State
from kiosk_app.presenter import licence, listing, outcome, questions
from kiosk_app.presenter.scene import RegistryGoneError, Scene, Site, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.flow import Language, Policy, Session
    from kiosk_app.language import Translate
    from kiosk_app.view_models import IdleWarningView, View

_VIEWS: dict[State, Callable[[Scene], View]] = {
    State.IDLE: licence.idle,
    State.SCAN: licence.scan,
    State.TYPE_CODE: licence.code_keypad,
    State.CONFIRM: licence.confirm,
    State.DEBT_TYPE: questions.debt_type,
    State.WHICH_DEBT: questions.which_debt,
    State.AMOUNT: questions.amount,
    State.PLACE: questions.place,
    State.LIST: listing.agency_list,
    State.DETAIL: listing.detail,
    State.PRINTING: outcome.printing,
    State.TAKE_SLIP: outcome.take_slip,
    State.TROUBLE: outcome.trouble,
    State.PHONE_ENTRY: outcome.phone_keypad,
    State.PHONE_RESULT: outcome.phone_result,
    State.OUT_OF_SERVICE: outcome.out_of_service,
}


class Presenter:
    """Makes the views. Any thread; holds no session."""

    def __init__(
        self,
        translations: dict[Language, Translate],
        site: Site,
        policy: Policy,
        *,
        is_portrait: bool = True,
        is_small: bool = False,
    ) -> None:
        self._translations = translations
        self._site = site
        self._policy = policy
        self._is_portrait = is_portrait
        self._is_small = is_small

    def scene(self, session: Session, world: World) -> Scene:
        """Bundle what a view is made from."""
        translate = self._translations[session.language]
        return Scene(session, world, self._site, self._policy, translate, self._is_portrait, self._is_small)

    def view(self, session: Session, world: World) -> View:
        """Give the screen for the session's state.

        A list that stopped being showable in the middle of a session is said so at once, on every screen that
        would need it.
        """
        scene = self.scene(session, world)
        try:
            return _VIEWS[session.state](scene)
        except RegistryGoneError:
            return outcome.trouble(scene)

    def warning(self, session: Session, world: World, now_s: float) -> IdleWarningView | None:
        """Give the idle warning, while there is one."""
        return outcome.idle_warning(self.scene(session, world), now_s)
