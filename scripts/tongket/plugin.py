"""The thin MkDocs adapter: loads the campaign, adds its generated pages, edit links and folders to watch."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from jinja2 import Environment
from mkdocs.config import Config
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme
from mkdocs.utils.templates import TemplateContext

from tongket import campaign as campaigns
from tongket import memory, searching
from tongket import workspace as workspaces
from tongket.checking import formats
from tongket.definition import SUBMISSIONS
from tongket.pages import GeneratedPage, Links, PlannedPage
from tongket.problems import Problem, Severity
from tongket.publishing import writing
from tongket.publishing.preview import Preview
from tongket.publishing.shell import Shells, escaped
from tongket.publishing.site import Publication
from tongket.reading.slug import slugify
from tongket.words import say
from tongket.workspace import Workspace

log = logging.getLogger("mkdocs.plugins.tongket")

#: Where a written page wants the progress at a glance.
PROGRESS = "<!-- tongket:progress -->"
#: Templates, styles and scripts that the plugin brings to a site.
_THEME = Path(__file__).parent / "theme"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class TongketConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs annotates no __init_subclass__
    """The plugin's options in mkdocs.yml. `root` and `guide` are relative to its folder and to docs/.

    `word` says whether the site offers each report as a Word file.
    """

    root = options.Type(str, default="")
    repository = options.Type(str, default="")
    branch = options.Type(str, default="main")
    guide = options.Type(str, default="")
    word = options.Type(bool, default=True)
    strict = options.Type(bool, default=False)


class _GeneratedPage(Page):
    """A page whose HTML is made later, or when it is asked for; MkDocs never sees Markdown or front matter of it."""

    def __init__(self, page: PlannedPage, label: str, file: File, config: MkDocsConfig) -> None:
        super().__init__(escaped(label), file, config)
        self.planned = page

    def read_source(self, config: MkDocsConfig) -> None:
        # Material prints titles as HTML; the title is all that a page's meta ever holds.
        self.markdown, self.meta = "", {"title": escaped(self.planned.title)}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = ""
        self.present_anchor_ids = _Anchors(self.planned)


class _Anchors(set[str]):
    """The anchors of a page, which is made only if a link asks for one of them."""

    def __init__(self, page: PlannedPage) -> None:
        super().__init__()
        self._page = page

    def __contains__(self, anchor: object) -> bool:
        self.update(() if self else self._page.render().anchors)
        return super().__contains__(anchor)


def _written(file: File) -> searching.Written:
    return searching.Written(file.url if file.url != "./" else "", file.content_string)


def _labels(nav: object) -> Iterator[tuple[str, str]]:
    """Yield (page, label) for every labelled page of the navigation; MkDocs does not label a page that exists."""
    for item in nav if isinstance(nav, list) else ():
        for label, target in item.items() if isinstance(item, dict) else ():
            if isinstance(target, str):
                yield target, label
            else:
                yield from _labels(target)


class TongketPlugin(BasePlugin[TongketConfig]):  # type: ignore[no-untyped-call]  # as above
    """Adds a campaign's pages to a MkDocs site."""

    root: Path
    settings: MkDocsConfig
    publication: Publication
    pages: dict[str, _GeneratedPage]
    nav: Navigation
    shells: Shells
    today: date
    links: Links
    serving = False

    def __init__(self) -> None:
        #: Written pages that show the progress: (source URI, HTML) by the path of their file.
        self.glancing: dict[str, tuple[str, str]] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether the site is served: live reload needs an inline script that the security policy forbids."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the campaign; the site bears its name and the program's theme."""
        self.settings = config
        self.root = Path(config.config_file_path or "mkdocs.yml").parent.resolve() / self.config.root
        self.workspace = self._load()
        definition = self.workspace.campaign.definition
        own = self.config
        self.links = Links(own.repository, own.branch, own.guide, config.use_directory_urls)
        self.today = campaigns.reference_day(definition, os.environ)
        _bring_theme(config.theme)
        config.site_name = escaped(definition.short_name)
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", slugify)
        return config

    def _load(self) -> Workspace:
        workspace, problems = workspaces.load(self.root, memory.of_user())
        if workspace is None:
            raise PluginError(say("build.definition-broken", problems=_listing(problems)))
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if errors and self.config.strict:
            raise PluginError(say("build.reports-broken", problems=_listing(errors)))
        for problem in problems:
            log.log(logging.WARNING if problem.severity is Severity.ERROR else logging.INFO, str(problem))
        return workspace

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Make the generated pages and files known, so that the navigation and links find them.

        They stand outside the navigation unless mkdocs.yml lists them.
        """
        written = tuple(map(_written, files.documentation_pages()))
        self.publication = Publication(self.workspace, self.today, self.links, written, self.config.word)
        self.pages = self._planned(config)
        for page in self.pages.values():
            if files.get_file_from_path(page.file.src_uri):
                raise PluginError(say("build.page-taken", page=page.file.src_uri))
            files.append(page.file)
        for path in self.publication.files:
            files.append(File.generated(config, path, content=b""))
        return files

    def _planned(self, config: MkDocsConfig) -> dict[str, _GeneratedPage]:
        """Return the generated pages by the path of their file below the site's root."""
        labels, made = dict(_labels(config.nav)), dict[str, _GeneratedPage]()
        for uri, planned in self.publication.pages.items():
            file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            made[file.dest_uri] = _GeneratedPage(planned, labels.get(uri, planned.title), file, config)
        return made

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Note the navigation, which every page shows."""
        self.nav = nav
        return nav

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:
        """Point the edit link to the file a page is written in."""
        written = self._relative(page.file.abs_src_path)
        page.edit_url = self._edit(page.planned.source if isinstance(page, _GeneratedPage) else written)
        return page

    def _edit(self, source: str | None) -> str | None:
        return self.links.edit(source) or None if source else None

    def _relative(self, path: str | None) -> str | None:
        inside = path is not None and Path(path).resolve().is_relative_to(self.root)
        return Path(str(path)).resolve().relative_to(self.root).as_posix() if inside else None

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the progress at a glance where a written page asks for it; a served site does so for each reader."""
        if self.serving or isinstance(page, _GeneratedPage) or PROGRESS not in html:
            return html
        return html.replace(PROGRESS, self.publication.glance(page.file.src_uri))

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the campaign's definition and the security policy; MkDocs is to write no generated page."""
        env.globals["tongket"] = self.publication.workspace.campaign.definition
        env.filters["security_policy"] = lambda scripts: "" if self.serving else security_policy(scripts)
        for path in (*self.publication.pages, *self.publication.files):
            file = files.get_file_from_path(path)
            assert file
            file.inclusion = InclusionLevel.EXCLUDED
        self.shells = Shells(env, self.nav, files, config)
        return env

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """List the generated pages with the others, for the site map."""
        context["pages"] = [*context["pages"], *(page.file for page in self.pages.values())]
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Keep a written page that shows the progress, which changes while the site is served."""
        if self.serving and PROGRESS in output:
            self.glancing[page.file.dest_uri] = (page.file.src_uri, output)
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages and files; a served site makes them when they are asked for."""
        if not self.serving:
            frames = {path: (page.file.src_uri, partial(self._framed, page)) for path, page in self.pages.items()}
            writing.write(self.publication, Path(config.site_dir), frames)

    def _framed(self, page: _GeneratedPage, made: GeneratedPage) -> str:
        """Return the whole HTML of a generated page."""
        return self.shells.fill(page, made, self._edit(made.source) or "")

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Make pages when they are asked for; only the reports are read again when a report alone changes."""
        places = [Path(config.docs_dir), self.root / "schema", Path(str(config.config_file_path)), _THEME]
        for folder in (SUBMISSIONS, "schema"):
            if (self.root / folder).is_dir():
                server.watch(str(self.root / folder))
        self.preview = Preview(Path(config.site_dir), self._made, self._reread)
        self.preview.attach(server, places)
        return server

    def _reread(self) -> None:
        """Read the reports again; the settings are those of the last build."""
        self.publication = replace(self.publication, workspace=self._load())
        self.pages = self._planned(self.settings)

    def _made(self, path: str) -> bytes | None:
        """Return the content of a generated file of the served site, None where there is no such file."""
        if path in self.pages:
            return self._framed(self.pages[path], self.pages[path].planned.render()).encode()
        if path in self.publication.files:
            return self.publication.files[path].content
        if path in self.glancing:
            uri, html = self.glancing[path]
            return html.replace(PROGRESS, self.publication.glance(uri)).encode()
        return self.publication.index.get(path) if path.startswith(f"{searching.FOLDER}/") else None


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
