"""Take your slip, what to do next, and what to bring."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import DoneView, TextSize
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import field_list, paper_list, sentence_list
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import Picture
from kiosk_app.widgets.surfaces import Rule


class DoneScreen(Screen[DoneView]):
    """Shows a `DoneView`."""

    side_shares = (14, 6)

    def headline_of(self, view: DoneView) -> str:
        """The headline stands further down."""
        return view.headline

    def fill(self, view: DoneView) -> None:
        """Write headline, reference and next steps; put the end on the counter."""
        theme = self.theme
        # Who is told what to bring sees a smaller picture: the slip itself is in the hand already.
        picture = Picture(theme, view.picture, least_mm=8.0, most_mm=76.0 if view.papers else 110.0)
        is_tall = theme.panel.is_portrait
        # In the largest type a wide glass has no height to spare for it.
        is_full = bool(view.papers) and not is_tall and theme.look.size is TextSize.LARGEST
        role = Role.HEADING if is_full else Role.DISPLAY
        headline = plain_label(theme, view.headline, role, bold=True, centred=is_tall)
        if is_tall:
            self.sheet.addWidget(picture, 3)
            self.sheet.addWidget(headline)
            self._add_lead(view, self.sheet, centred=True)
            self._add_reference(view, self.sheet)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            said = QVBoxLayout()
            said.setSpacing(theme.space(2.4))
            said.addStretch(1)
            said.addWidget(headline)
            self._add_lead(view, said, centred=False)
            self._add_reference(view, said)
            said.addStretch(1)
            row.addLayout(said, 3)
            row.addWidget(picture, 2)
            self.sheet.addLayout(row, 3)
        self._add_advice(view)
        self.sheet.addStretch(1)
        button = self.choice_button(view.finish, kind=Kind.PRIMARY, is_centred=True)
        button.setMinimumHeight(theme.mm(26.0))
        self.add_buttons(button)

    def _add_advice(self, view: DoneView) -> None:
        """Steps and papers, side by side where the glass is wide, and the time limit below them."""
        theme = self.theme
        if not view.next_steps:
            return
        self.sheet.addWidget(Rule(theme))
        is_roomy = theme.panel.is_portrait and theme.look.size is TextSize.NORMAL
        steps = sentence_list(theme, view.next_steps, role=Role.BUTTON if is_roomy else Role.BODY)
        papers = QVBoxLayout()
        papers.setSpacing(theme.space(2.4))
        if view.papers:
            papers.addWidget(plain_label(theme, view.papers_title, Role.BUTTON, bold=True))
            columns = 2 if theme.panel.is_portrait and theme.look.size is not TextSize.LARGEST else 1
            papers.addWidget(paper_list(theme, view.papers, columns))
        if theme.panel.is_portrait or not view.papers:
            self.sheet.addWidget(steps)
            self.sheet.addLayout(papers)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            row.addWidget(steps, 1)
            row.addLayout(papers, 1)
            self.sheet.addLayout(row)
        if view.reminder is not None:
            self.sheet.addWidget(BannerBox(theme, view.reminder))

    def _add_reference(self, view: DoneView, column: QVBoxLayout) -> None:
        if view.reference.value:
            column.addWidget(field_list(self.theme, (view.reference,)))

    def _add_lead(self, view: DoneView, column: QVBoxLayout, *, centred: bool) -> None:
        if view.chrome.lead and view.chrome.title == view.headline:
            column.addWidget(plain_label(self.theme, view.chrome.lead, Role.BUTTON, centred=centred))
