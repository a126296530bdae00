"""Related groups and ranked suggestions, by words alone: what they find in every script, and what they must not do."""
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from services.review.domain.grouping.linking import link
from services.review.domain.grouping.ranking import Ranker, Target
from services.review.domain.grouping.related import relate
from services.review.domain.grouping.texts import Text

ROOT = Path(__file__).parents[2]
SHELF = Path(os.environ.get("MINYI_SHELF", ROOT.parent / "shared"))
SAID = {
    "zh": (("电梯老旧，应当每年检验一次", "希望规定电梯每年至少检验一次", "老旧电梯检验的费用由谁承担要写明"),
           ("遛狗必须拴绳，违者罚款", "建议对遛狗不拴绳的人罚款"),
           ("夜间施工噪声扰民，应当禁止", "晚上施工的噪声太大，请禁止夜间施工")),
    "zh-Hant": (("應該規定電梯每年檢驗", "電梯老舊，建議每年檢驗"), ("遛狗要繫繩，違者罰款", "對遛狗不繫繩的飼主罰款"),
                ("公車班次太少，晚上等很久", "希望晚上公車的班次增加")),
    "ja": (("図書館の開館時間を延長してほしい。", "開館時間が短いので、図書館を夜まで開けるべき。"),
           ("歩道の段差をなくすべき。", "歩道に段差があり車椅子では通れない。"),
           ("給食費を無償にすべきである。", "給食費の無償化を求める。")),
    "en": (("Library opening hours should be extended.", "Please extend the opening hours of libraries."),
           ("Dogs must be kept on a leash in parks.", "Owners who do not leash their dogs should be fined."),
           ("Night construction noise keeps us awake.", "Ban noisy construction work at night.")),
}


def texts(*said: str) -> list[Text]:
    """Opinions with running numbers."""
    return [Text(id=str(at), text=each) for at, each in enumerate(said)]


@pytest.mark.parametrize("language", SAID)
def test_what_belongs_together_is_found_in_every_script(language: str) -> None:
    """In any order: the first of a group is its root."""
    expected = {said: number for number, group in enumerate(SAID[language]) for said in group}
    order = sorted(expected, key=lambda said: said[::-1])
    roots = [kin.root for kin in relate(texts(*order))]
    first = {expected[said]: str(order.index(said)) for said in reversed(order)}
    assert roots == [first[expected[said]] for said in order]


@pytest.mark.parametrize("language", SAID)
def test_the_right_suggestion_is_first_in_every_script(language: str) -> None:
    targets = [Target(id=str(at), title=group[0]) for at, group in enumerate(SAID[language])]
    ranked = Ranker(targets).rank([group[1] for group in SAID[language]])
    assert [each[0].id for each in ranked] == [target.id for target in targets]


def test_both_scripts_of_chinese_meet() -> None:
    kins = relate(texts("夜间施工噪声应当禁止", "公园开放时间", "夜間施工噪聲應當禁止"))
    assert [kin.root for kin in kins] == ["0", "1", "0"]


def test_votes_without_a_reason_are_together_and_apart_from_reasons() -> None:
    said = ("坚决反对！", "我支持这个草案。", "反对反对反对", "反对收费，因为物业已经收过电梯维修费", "不同意",
            "完全赞成", "Strongly oppose!", "反対です。", "We support this bill.", "反对第十二条", "")
    assert [kin.root for kin in relate(texts(*said))] == ["0", "1", "0", "3", "0", "1", "0", "0", "1", "9", "10"]


def test_unlike_opinions_are_left_alone_however_few_there_are() -> None:
    said = ("遛狗必须拴绳", "电梯每年检验", "夜间禁止施工", "学校门口限速", "公园延长开放")
    for many in range(len(said) + 1):
        assert [kin.root for kin in relate(texts(*said[:many]))] == [str(at) for at in range(many)]


def test_a_score_tells_how_close_a_text_is_to_its_group() -> None:
    kins = relate(texts(*(said for group in SAID["zh"] for said in group), "无关的一句话"))
    assert all(0 < kin.score <= 1 for kin in kins[:-1]) and kins[-1].score == 0


def test_linking_a_whole_graph_is_average_linkage() -> None:
    """Against scipy, at several bounds."""
    rng = np.random.default_rng(7)
    points = rng.random((60, 5))
    alike = (points @ points.T) / np.outer(np.linalg.norm(points, axis=1), np.linalg.norm(points, axis=1))
    np.fill_diagonal(alike, 0)
    tree = linkage(squareform(1 - alike - np.eye(60)), "average")
    for least in (0.99, 0.95, 0.9, 0.8):
        labels = fcluster(tree, 1 - least, "distance")
        expected = sorted([int(at) for at in np.flatnonzero(labels == label)] for label in set(labels))
        assert link(sparse.csr_array(alike), float(alike.mean()), least) == expected


def test_a_flood_of_one_text_does_not_decide_where_it_belongs() -> None:
    """Three thousand times the same member count once, and the odd member of another suggestion is still found."""
    flood = Target(id="flood", title="停车收费", members=("小区停车收费太高，请降低停车收费标准",) * 3000)
    other = Target(id="other", title="物业公开账目", members=("物业应当公开停车收费的账目", "公共收益要公示"))
    assert [each.id for each in Ranker([flood, other]).rank(["公开停车收费账目"])[0]] == ["other", "flood"]


def test_ranking_knows_no_targets_no_texts_and_no_words() -> None:
    assert Ranker([]).rank(["电梯"]) == [[]]
    assert Ranker([Target(id="a", title="")]).rank(["", "电梯", "\ud800", "🏢"])[1][0].score == 0
    assert Ranker([Target(id="a", title="电梯")]).rank([]) == []


def test_all_words_of_an_opinion_count() -> None:
    ranker = Ranker([Target(id="lift", title="电梯检验"), Target(id="dog", title="遛狗拴绳")])
    said = Text(id="1", text="建议修改", proposed_text="遛狗应当拴绳", reason="安全")
    assert [each.id for each in ranker.rank([said])[0]] == ["dog", "lift"]


def invented(count: int, length: int, seed: int) -> list[str]:
    """Texts of a skewed vocabulary, in families that share half their characters."""
    rng = random.Random(seed)
    known = [chr(0x4e00 + at) for at in range(3000)]
    often = [1 / (at + 10) for at in range(3000)]
    families = [rng.choices(known, often, k=length) for _ in range(max(count // 8, 1))]
    return ["".join(rng.choice(pair) for pair in zip(rng.choice(families), rng.choices(known, often, k=length),
                                                     strict=True)) for _ in range(count)]


def test_fifty_texts_are_ranked_against_five_hundred_suggestions_at_once() -> None:
    """In 30 ms of computing on a quiet machine; the bound here is for one that has other work."""
    said = invented(5550, 80, 1)
    targets = [Target(id=str(at), title=said[at * 11][:25], members=tuple(said[at * 11 + 1:at * 11 + 11]))
               for at in range(500)]
    started = time.process_time()
    ranker = Ranker(targets)
    built = time.process_time() - started
    took = []
    for _ in range(5):
        started = time.process_time()
        assert len(ranker.rank(said[5500:])) == 50
        took.append(time.process_time() - started)
    assert built < 1.5 and min(took) < 0.09, (built, took)


def test_thousands_are_related_in_seconds_and_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    kins = relate(texts(*invented(2000, 60, 2)))
    took = time.process_time() - started
    assert took < 8 and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000
    assert 100 < len({kin.root for kin in kins}) < 1900


@pytest.mark.skipif(not (SHELF / "eval" / "eval_group.py").exists(), reason="the labelled opinions are not at hand")
@pytest.mark.parametrize("name", ["group", "assist"])
def test_officials_own_groups_are_found(name: str) -> None:
    command = [sys.executable, str(SHELF / "eval" / f"eval_{name}.py"), "--cmd", f"{sys.executable} -m services.review"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
