import shutil
import subprocess
import sys
from pathlib import Path

import mapa_uslug.engine.compiling as compiling

CALLEE = "from mapa_uslug.engine.compiling import kernel\n\n\n@kernel\ndef inner():\n    return {}\n"
CALLER = (
    "from callee import inner\nfrom mapa_uslug.engine.compiling import kernel\n\n\n"
    "@kernel\ndef outer():\n    return inner()\n"
)
RUN = (
    "import sys\nfrom pathlib import Path\nimport mapa_uslug.engine.compiling as compiling\n"
    "compiling._HERE = Path(sys.argv[1])\nsys.path.insert(0, sys.argv[1])\nfrom caller import outer\nprint(outer())\n"
    "print(sum(outer.stats.cache_hits.values()))\n"
)


def answers(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-B", "-c", RUN, str(folder)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_change_in_one_file_renews_what_was_built_from_it_in_another(tmp_path):
    (tmp_path / "callee.py").write_text(CALLEE.format(1))
    (tmp_path / "caller.py").write_text(CALLER)
    assert answers(tmp_path) == ["1", "0"]
    assert answers(tmp_path) == ["1", "1"], "the second process compiles nothing"
    (tmp_path / "callee.py").write_text(CALLEE.format(2))
    assert answers(tmp_path) == ["2", "0"]


def test_numbas_own_setting_is_left_as_it_was():
    before = compiling.config.CACHE_DIR
    compiling.kernel(answers)
    assert before == compiling.config.CACHE_DIR


def test_the_digest_is_of_all_files(tmp_path):
    source = Path(compiling.__file__).parent
    for path in source.glob("*.py"):
        shutil.copy(path, tmp_path)
    same = compiling._digest.__wrapped__(tmp_path)
    (tmp_path / "graph.py").write_text("NEVER = 0\n")
    assert same == compiling._digest.__wrapped__(source) != compiling._digest.__wrapped__(tmp_path)
