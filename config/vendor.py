"""Scripts, styles and fonts of others: named one by one, so that nothing else is published."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

INTER = "@fontsource-variable/inter"
SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")
FONTS = [f"files/inter-{script}-wght-normal.woff2" for script in SCRIPTS]

# Published name -> file below node_modules.
PUBLISHED = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap.rtl.min.css": "bootstrap/dist/css/bootstrap.rtl.min.css",
    "vendor/bootstrap.rtl.min.css.map": "bootstrap/dist/css/bootstrap.rtl.min.css.map",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    **{f"vendor/inter/{name}": f"{INTER}/{name}" for name in ["wght.css", *FONTS]},
}


class VendorStorage(FileSystemStorage):
    """Reads a published name from its place below node_modules."""

    def path(self, name):
        return super().path(PUBLISHED[name])


class VendorFinder(BaseFinder):
    """Finds the published files, under their published names."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = VendorStorage(location=settings.BASE_DIR / "node_modules")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in PUBLISHED or not self.storage.exists(path):
            return []
        place = self.storage.path(path)
        return [place] if find_all else place

    def list(self, ignore_patterns):
        for name in PUBLISHED:
            if self.storage.exists(name):
                yield name, self.storage
