"""The tablet's core in Node, as it is written: functions of its modules are called by name."""
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CLIENT = Path(__file__).parents[2] / "services" / "intake" / "client"
NODE = Path(sys.executable).parent / "node"
PROGRAM = """
const [folder, calls] = process.argv.slice(1);
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const text = (bytes) => Buffer.from(bytes).toString("base64");
const read = (key, value) => (value?.$bytes === undefined ? value : bytes(value.$bytes));
const write = (key, value) => (value instanceof Uint8Array ? {$bytes: text(value)} : value);
const answers = [];
for (const [module, name, ...rest] of JSON.parse(calls, read)) {
  const found = await import(`${folder}/src/${module}.ts`);
  try { answers.push(await found[name](...rest)); } catch (error) { answers.push({refused: error.message}); }
}
console.log(JSON.stringify(answers, write));
"""


def ask_core(*calls: list[Any]) -> list[Any]:
    """Call functions, each ``[module, name, argument…]``; bytes go and come as ``{"$bytes": base64}``."""
    command = [str(NODE), "--input-type=module", "-e", PROGRAM, CLIENT.as_uri(), json.dumps(calls)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers
