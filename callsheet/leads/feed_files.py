"""A folder or a mailbox read: each file becomes an import, as if somebody had brought it in the browser.

What came is written down with a copy in the home before it is read; what was cut off goes on first. A file that cannot
be used is said so on the feed's page, and those after it are read. A file speaks of the moment at which it was first
seen here, by our clock, or of the date of its message: never of its own time stamp, which copying and unpacking change.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.feeds.csv import folder as folders
from callsheet.feeds.csv.folder import Folder, Found
from callsheet.feeds.csv.mailbox import LARGEST, Box, Letter, Mailbox
from callsheet.feeds.csv.message import NO_FILE, Attached, files_of
from callsheet.feeds.csv.problems import FileProblem
from callsheet.leads import intake, uploads
from callsheet.leads.uploads import Given, MissingEssential
from callsheet.listings import feed_files
from callsheet.listings.batches import OnBatch, TakenImport
from callsheet.listings.feed_claim import CLAIM, FeedReader, Lost, Read
from callsheet.listings.feed_files import ENDED, Arrived
from callsheet.listings.feed_pages import Taken
from callsheet.listings.feed_places import folder_of, mailbox_of
from callsheet.listings.kept_files import uploads as uploads_folder
from callsheet.listings.models import Feed, FeedFile, FeedWalk, Import, Source

MARK = ("mark", "rows", "pages")
SOON = 5.0
"""Seconds until the next look where a file is still being written."""
MOST_TRIES = 3
UNFORESEEN = (
    "Something went wrong with it that this program did not foresee, three times. It is left out; the log of `serve` "
    "says what. Export it another way, as CSV if it is a workbook."
)
TOO_LARGE = f"The message is larger than {LARGEST >> 20} MB, the most that is taken from a mailbox. Import its file."
FORGED = (
    "The mail server found that this message is not from whom it says (DMARC failed). Its files were not taken. If it "
    "is the MLS's, save the file and import it, and tell the MLS."
)


@dataclass
class FileReader(FeedReader):
    """Reads the files of one folder or mailbox, and remembers how those that are known lay there."""

    _known: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    _tries: Counter[int] = field(default_factory=Counter, repr=False)
    """How often a file was begun and ended by an error that nobody foresaw."""
    _renewed_at: datetime | None = field(default=None, repr=False)

    def close(self) -> None:
        self._known.clear()

    def _read(self, read: Read, on_batch: OnBatch, until: datetime | None) -> None:
        read.unit, began = "file", self.clock()
        for row in feed_files.waiting(self.feed):
            self._take(row, read)
        come = self._from_folder if self.feed.kind == Feed.Kind.FOLDER else self._from_mailbox
        for row in come(read):
            self._take(row, read)
            if until and self.clock() >= until:
                return
        feed_files.heard(self.feed, began)
        read.is_over = True

    # ---- one file

    def _take(self, row: FeedFile, read: Read) -> None:
        """Read a file that is kept in the home, to its end; or write down why it cannot be read."""
        if not row.kept:  # a newsletter without a file stands on the page, and alarms nobody
            if row.problem != NO_FILE:
                _tell(read, row)
            return
        self._renew()
        if self._tries[row.pk] >= MOST_TRIES:
            feed_files.give_up(row, UNFORESEEN, self.clock())
            _tell(read, row)
            return
        self._tries[row.pk] += 1
        try:
            self._read_file(row, read)
        except Lost:
            del self._tries[row.pk]
            raise
        del self._tries[row.pk]
        _tell(read, row)

    def _read_file(self, row: FeedFile, read: Read) -> None:
        try:
            import_ = feed_files.import_of(row) or self._queued(row)
            feed_files.link(row, import_)
            if import_.state not in ENDED:
                intake.run_any(import_, self.clock(), lambda done, _: self._goes_on(read, done))
        except MissingEssential as problem:
            feed_files.ask(row, f"{problem} Say which column is which, and it is read.")
        except TakenImport:  # a task of the background work reads it: it is looked at again
            read.rests = SOON
        except UnusableInput as problem:
            feed_files.end(row, _without_path(str(problem), row))
        else:
            self._over(row, import_, read)

    def _queued(self, row: FeedFile) -> Import:
        given = Given(mls=self.feed.source.name, as_of=row.as_of)
        path = uploads_folder() / row.kept
        if not path.is_file():
            raise UnusableInput("Its copy is no longer in the home. Bring the file once more.")
        return uploads.queue(self.feed.team, path, row.name, given, None, self.clock())

    def _over(self, row: FeedFile, import_: Import, read: Read) -> None:
        import_.refresh_from_db()
        feed_files.end(row, import_.problem)
        read.pages += 1
        read.imports[import_.pk] = import_
        read.add(Taken(import_.rows, import_.new + import_.changed))
        if import_.kind == Source.Kind.MLS:
            feed_files.brought(self.feed, import_, self.clock())

    def _goes_on(self, read: Read, rows: int) -> None:
        """Between two batches: keep the claim, and tell how many rows came."""
        self._keep_claim()
        if self.progress:
            self.progress(read.taken.records + rows)

    def _keep_claim(self) -> None:
        """Renew it now and then: what is done here takes milliseconds, or minutes."""
        now = self.clock()
        if self._renewed_at is None or now - self._renewed_at > CLAIM / 6:
            self._renew()
            self._renewed_at = now

    # ---- a folder

    def _from_folder(self, read: Read) -> Iterator[FeedFile]:
        """The new files of the folder, each written down and copied when its turn comes."""
        folder, troubles = folder_of(self.feed), []
        ready, has_unfinished = folders.whole(folder, lambda one: self._is_known(one) and not folder.moves, self.sleep)
        for found in ready:
            self._keep_claim()
            try:
                yield from self._remember(found)
                has_unfinished |= not self._is_known(found)
                self._put_away(folder, found)
            except OSError as problem:
                troubles.append(f"{found.name} cannot be read: {problem.strerror or problem}.")
            except FileProblem as problem:
                troubles.append(str(problem))
        if has_unfinished:
            read.rests = min(SOON, self.feed.every_seconds)
        _raise(troubles)

    def _is_known(self, found: Found) -> bool:
        return self._known.get(found.name) == found.stamp

    def _remember(self, found: Found) -> list[FeedFile]:
        """Copy a file into the home and write it down. One that is known, or changed meanwhile, is not news."""
        digest = folders.digest(found)
        if feed_files.is_known(self.feed, digest):
            self._known[found.name] = found.stamp
            return []
        path = uploads.place_for(found.name)
        digest = folders.copy(found, path)
        if not digest:
            return []
        self._known[found.name] = found.stamp
        now = self.clock()
        return feed_files.remember(self.feed, [Arrived(found.name, digest, now, path.name)], now)

    def _put_away(self, folder: Folder, found: Found) -> None:
        """Move a file that was read, where the settings say so. It is the one that was read: its stamp is known."""
        if not folder.moves or not self._is_known(found):
            return
        row = feed_files.of_digest(self.feed, folders.digest(found))
        if row and not row.kept and row.import_row and row.import_row.state == Import.State.DONE:
            folders.put_away(folder, found)
            del self._known[found.name]

    # ---- a mailbox

    def _from_mailbox(self, read: Read) -> Iterator[FeedFile]:
        """The files of new letters. A letter's files are in the home before the mailbox counts as read that far."""
        of, troubles = mailbox_of(self.feed), []
        walk, _ = FeedWalk.objects.get_or_create(feed=self.feed, resource=_resource(of))
        with Box(of) as box:
            for letter in box.letters(walk.mark, self.clock().date()):
                self._keep_claim()
                rows = self._of_letter(box, letter, troubles)
                walk.mark, walk.rows, walk.pages = box.mark_of(letter), walk.rows + 1, walk.pages + bool(rows)
                if rows:
                    walk.save(update_fields=MARK)
                yield from rows
        walk.save(update_fields=MARK)
        _raise(troubles)

    def _of_letter(self, box: Box, letter: Letter, troubles: list[str]) -> list[FeedFile]:
        """Take the files of a letter; of a sender who is not on the list nothing is even fetched."""
        if not (box.of.takes(letter.sender) and box.of.subject.casefold() in letter.subject.casefold()):
            return []
        now = self.clock()
        as_of = min(letter.sent or now, now)
        arrived = [_kept(letter, one, as_of) for one in _files(box, letter)]
        rows = feed_files.remember(self.feed, arrived, now)
        if any(one.kept for one in arrived):
            try:
                box.put_away(letter)
            except FileProblem as problem:
                troubles.append(str(problem))
        return rows


def _tell(read: Read, row: FeedFile) -> None:
    """What is wrong with a file is told with the reading; the feed itself is well."""
    if row.problem:
        said = row.problem if row.problem.startswith(row.name) else f"{row.name}: {row.problem}"
        read.problem = f"{read.problem} {said}".strip()


def _raise(troubles: Sequence[str]) -> None:
    """What kept single files from being read, or put away, once the others are done."""
    if troubles:
        others = f" And {count(len(troubles) - 1, 'other file')} likewise." if troubles[1:] else ""
        raise FileProblem(troubles[0] + others)


def _resource(of: Mailbox) -> str:
    """A mailbox by name; another account's folder of the same name is another one."""
    account = hashlib.sha256(f"{of.host}\n{of.user}\n{of.folder}".encode()).hexdigest()
    return f"{of.folder[:23]}#{account[:16]}"


def _files(box: Box, letter: Letter) -> list[Attached]:
    if letter.is_forged:
        return [Attached(letter.subject, problem=FORGED)]
    if letter.size > LARGEST:
        return [Attached(letter.subject, problem=TOO_LARGE)]
    raw = box.content(letter)
    return files_of(raw) if raw else []


def _kept(letter: Letter, one: Attached, as_of: datetime) -> Arrived:
    """A file with its copy in the home; one that cannot be used has none, and is told apart by its letter."""
    identity = letter.message_id or f"{letter.sender} {letter.sent} {letter.subject}"[:255]
    if one.problem:
        digest = hashlib.sha256(f"{identity}\n{one.name}\n{one.problem}".encode()).hexdigest()
        return Arrived(one.name, digest, as_of, message_id=identity, problem=one.problem)
    path = uploads.place_for(one.name)
    folders.write(path, one.content)
    return Arrived(one.name, hashlib.sha256(one.content).hexdigest(), as_of, path.name, identity)


def _without_path(problem: str, row: FeedFile) -> str:
    """A problem with the name under which the file came, not with that of its copy."""
    path = Path(uploads_folder() / row.kept)
    return problem.replace(str(path), row.name).replace(path.name, row.name)


def columns_token(row: FeedFile, kind: str = Source.Kind.MLS) -> str:
    """What stands for a file whose columns are asked about, in that page's address; empty for any other."""
    if not (row.kept and row.problem):
        return ""
    source = row.feed.source.name if kind == Source.Kind.MLS else ""
    return uploads.token_of(
        row.feed.team_id, uploads_folder() / row.kept, row.name, kind, Given(source=source, as_of=row.as_of)
    )
