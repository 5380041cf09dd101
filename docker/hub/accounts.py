"""Accounts of the hub: people sign up, and a lecturer lets them in."""

import secrets

from jupyterhub.handlers.login import LoginHandler
from nativeauthenticator import NativeAuthenticator


class ClassAuthenticator(NativeAuthenticator):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.admin_users:
            if not self.user_exists(name):
                password = secrets.token_urlsafe(15)
                super().create_user(name, password)
                print(f"\nThe account of {name!r} has the password  {password}\nIt is not shown again.\n", flush=True)

    def create_user(self, username, password, **kwargs):
        # An admin's account is made above. Were it ever deleted, nobody could sign up under its name.
        if self.normalize_username(username) in self.admin_users:
            return None
        return super().create_user(username, password, **kwargs)

    def get_handlers(self, app):
        # JupyterHub's own page to log in: the authenticator's, as of 1.3, fails with JupyterHub 6.
        others = [h for h in super().get_handlers(app) if h[0] != "/login"]
        return [("/login", LoginHandler), *others]
