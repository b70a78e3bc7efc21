import json
import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ui import icons

NOTICE = "Lucide {version} (https://lucide.dev), ISC License, Copyright (c) Lucide Contributors"


class Command(BaseCommand):
    help = "Copy the icons named in ui/icons.txt from the npm package lucide-static into ui/icons.json."

    def handle(self, *args, **options):
        package = Path(settings.BASE_DIR) / "node_modules" / "lucide-static"
        if not package.is_dir():
            raise CommandError(
                "Install the development packages first: npm install --no-save lucide-static"
            )
        version = json.loads((package / "package.json").read_text())["version"]
        shapes = {
            name: shape_of(package / "icons" / f"{name}.svg") for name in icons.allowed_names()
        }
        content = {"notice": NOTICE.format(version=version), "icons": shapes}
        icons.SHAPES_FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        self.stdout.write(f"{len(shapes)} icons of Lucide {version} written")


def shape_of(path):
    """Return the drawing inside one SVG file, on one line."""
    if not path.is_file():
        raise CommandError(f"Lucide has no icon {path.stem}")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)[1]
    return re.sub(r"\s+/>", "/>", re.sub(r"\s*\n\s*", "", inner)).strip()
