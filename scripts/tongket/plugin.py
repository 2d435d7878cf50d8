"""The thin MkDocs adapter: loads the campaign, adds its generated pages, edit links and folders to watch."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from jinja2 import Environment
from mkdocs.config import Config
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.theme import Theme

from tongket import campaign as campaigns
from tongket import export, pages, searching
from tongket import workspace as workspaces
from tongket.checking import formats
from tongket.definition import SUBMISSIONS
from tongket.export import ExportFile
from tongket.pages.page import GeneratedPage, TocEntry
from tongket.problems import Problem, Severity
from tongket.reading.slug import slugify
from tongket.words import say
from tongket.workspace import Workspace

log = logging.getLogger("mkdocs.plugins.tongket")

#: Where a written page wants the progress at a glance.
PROGRESS = "<!-- tongket:progress -->"
#: The folder of the site that holds the exported files.
DOWNLOADS = "tai-ve"
#: Templates, styles and scripts that the plugin brings to a site.
_THEME = Path(__file__).parent / "theme"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class TongketConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs annotates no __init_subclass__
    """The plugin's options in mkdocs.yml. `root` and `guide` are relative to its folder and to docs/."""

    root = options.Type(str, default="")
    repository = options.Type(str, default="")
    branch = options.Type(str, default="main")
    guide = options.Type(str, default="")
    strict = options.Type(bool, default=False)


class _GeneratedPage(Page):
    """A page whose HTML is ready; MkDocs never sees Markdown or front matter of it."""

    def __init__(self, page: GeneratedPage, label: str, file: File, config: MkDocsConfig) -> None:
        super().__init__(_escaped(label), file, config)
        self.generated = page

    def read_source(self, config: MkDocsConfig) -> None:
        # Material prints titles as HTML; the title is all that a page's meta ever holds.
        self.markdown, self.meta = "", {"title": _escaped(self.generated.title)}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self.generated.html
        self.toc = TableOfContents([_anchor_link(entry) for entry in self.generated.toc])
        self.present_anchor_ids = set(self.generated.anchors)


def _written(file: File) -> searching.Written:
    return searching.Written(file.url if file.url != "./" else "", file.content_string)


def _anchor_link(entry: TocEntry) -> AnchorLink:
    link = AnchorLink(_escaped(entry.title), entry.id, entry.level)
    link.children = [_anchor_link(child) for child in entry.children]
    return link


def _labels(nav: object) -> Iterator[tuple[str, str]]:
    """Yield (page, label) for every labelled page of the navigation; MkDocs does not label a page that exists."""
    for item in nav if isinstance(nav, list) else ():
        for label, target in item.items() if isinstance(item, dict) else ():
            if isinstance(target, str):
                yield target, label
            else:
                yield from _labels(target)


def _escaped(text: str) -> str:
    """Escape what Material prints as HTML: titles and headings."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class TongketPlugin(BasePlugin[TongketConfig]):  # type: ignore[no-untyped-call]  # as above
    """Adds a campaign's pages to a MkDocs site."""

    root: Path
    workspace: Workspace
    today: date
    links: pages.Links
    serving = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether the site is served: live reload needs an inline script that the security policy forbids."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the campaign; the site bears its name and the program's theme."""
        self.root = Path(config.config_file_path or "mkdocs.yml").parent.resolve() / self.config.root
        self.workspace = self._load()
        own = self.config
        self.links = pages.Links(own.repository, own.branch, own.guide, config.use_directory_urls)
        self.today = campaigns.reference_day(self.workspace.campaign.definition, os.environ)
        _bring_theme(config.theme)
        config.site_name = _escaped(self.workspace.campaign.definition.short_name)
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", slugify)
        return config

    def _load(self) -> Workspace:
        workspace, problems = workspaces.load(self.root)
        if workspace is None:
            raise PluginError(say("build.definition-broken", problems=_listing(problems)))
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if errors and self.config.strict:
            raise PluginError(say("build.reports-broken", problems=_listing(errors)))
        for problem in problems:
            log.log(logging.WARNING if problem.severity is Severity.ERROR else logging.INFO, str(problem))
        return workspace

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the generated pages, outside the navigation unless mkdocs.yml lists them."""
        labels = dict(_labels(config.nav))
        exported = export.files(self.workspace, self.today).values()
        downloads = [self._add_download(file, files, config) for file in exported]
        written = [_written(file) for file in files.documentation_pages()]
        made = pages.pages(self.workspace, self.today, self.links, downloads)
        for uri, generated in made.items():
            if files.get_file_from_path(uri):
                raise PluginError(say("build.page-taken", page=uri))
            file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            files.append(file)
            _GeneratedPage(generated, labels.get(uri, generated.title), file, config)
        titles = {uri: page.title for uri, page in made.items()}
        for path, content in searching.files(self.workspace, self.today, self.links, written, titles):
            files.append(File.generated(config, path, content=content))
        return files

    def _add_download(self, file: ExportFile, files: Files, config: MkDocsConfig) -> pages.Download:
        """Put an exported file into the site."""
        path, content = f"{DOWNLOADS}/{file.path}", file.content
        files.append(File.generated(config, path, content=content))
        return pages.Download(path, file.title, file.description, len(content), file.unit)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:
        """Point the edit link to the file a page is written in."""
        written = self._relative(page.file.abs_src_path)
        source = page.generated.source if isinstance(page, _GeneratedPage) else written
        page.edit_url = self.links.edit(source) or None if source else None
        return page

    def _relative(self, path: str | None) -> str | None:
        inside = path is not None and Path(path).resolve().is_relative_to(self.root)
        return Path(str(path)).resolve().relative_to(self.root).as_posix() if inside else None

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the progress at a glance where a written page asks for it."""
        if isinstance(page, _GeneratedPage) or PROGRESS not in html:
            return html
        glance = pages.progress(self.workspace, self.today, self.links, page.file.src_uri)
        return html.replace(PROGRESS, glance)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the campaign's definition and the security policy."""
        env.globals["tongket"] = self.workspace.campaign.definition
        env.filters["security_policy"] = lambda scripts: "" if self.serving else security_policy(scripts)
        return env

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Rebuild when a report or the definition changes."""
        for folder in (SUBMISSIONS, "schema"):
            if (self.root / folder).is_dir():
                server.watch(str(self.root / folder))
        return server


def _bring_theme(theme: Theme) -> None:
    """Put the program's theme before the one it builds on; a site's own `custom_dir` comes before both."""
    theme.dirs.insert(1 if theme.custom_dir else 0, str(_THEME))


def _listing(problems: Iterable[Problem]) -> str:
    return "\n".join(formats.as_text(problems, lambda path: ()))


def security_policy(scripts: str) -> str:
    """Return a policy that allows nothing from other hosts, and of inline scripts only the given theme's own."""
    found = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(scripts))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in found)
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'"
    )
