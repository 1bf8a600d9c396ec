"""What people keep: contracts through their rounds, the reviews and files of each, what was decided, and rows across contracts.

Comes in: reviews, files, decisions. Goes out: nouns of the model; no object of SQLAlchemy's (whose home this is) leaves. A
decision is on the disk when `decide` returns, and none is changed or overtaken unseen. It judges nothing and shows nothing.

    store = Store.open(user_folder())
    (matter,) = store.keep(review, content, by="王律师", library=desk.library)          a file of one contract: a new matter
    compared = rounds.compare(before, after, agreed.standings(done := store.decisions(matter.id, matter.latest.number)))
    store.keep(next, content, by="王律师", library=desk.library, matters=[matter.id], carried={matter.id: compared.carried}, seen=done[-1].number if done else 0)
    store.matters("违约 税率")  store.matter(id)  store.review(matter.latest)  store.file(matter.latest)  store.delete(matter.id)
    store.rounds(content, side="customer", view="accepted", template=None)             () where this very file is not stored
    store.renew(matter.id, review, library=desk.library)                               the same file, reviewed anew
    store.decide(matter.id, Decision(finding="f-3ecba3", act="rejected", by="王律师", at="", words="已商定"), seen=standing.last)
    store.decisions(matter.id, round=1)  store.history(200, "税率")  store.people()
    store.finding_rows()  store.term_rows(types=["late_payment"])  store.notice_rows(since="2026-11-22")
    store.matters_at("2026-10-22")  store.scores()
"""

from clauses.store.refusals import Damaged, Forbidden, Full, Locked, Newer, NotStored, Overtaken, StoreError
from clauses.store.store import Store

__all__ = ["Damaged", "Forbidden", "Full", "Locked", "Newer", "NotStored", "Overtaken", "Store", "StoreError"]
