"""Session, registry and device facts in; exactly what a screen draws out.

The only place where library values become words on a screen: screens see `view_models` alone.
"""

from kiosk_app.presenter.presenter import Presenter
from kiosk_app.presenter.scene import CHINA, RegistryGoneError, Scene, Site, World, local_date

__all__ = ["CHINA", "Presenter", "RegistryGoneError", "Scene", "Site", "World", "local_date"]
