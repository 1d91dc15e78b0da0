#!/usr/bin/env bash
# Installs the listwright of this checkout for one job, or finds the one that is there.
# Reads ACTION_INSTALL and ACTION_PYTHON; tells the next step `program` and `python`.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${ACTION_PYTHON:-python3}

fail() {
  printf '::error title=listwright::%s\n' "$*"
  exit 1
}

tell() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

command -v -- "$python" >/dev/null || fail "There is no Python by the name that the input 'python' says."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "listwright needs Python 3.11 or newer. Add a step that sets one up, or name yours with the input 'python'."

case ${ACTION_INSTALL:-} in
false)
  program=$(command -v listwright) || fail "With 'install: false' a listwright has to be on the PATH."
  tell program "$program"
  tell python "$python"
  exit 0
  ;;
true) ;;
*) fail "The input 'install' is true or false." ;;
esac

# Only what the lock files name, held against their hashes; the folder goes away with the job.
# Among them the driver of PostgreSQL, since machines that go away have no other place for a ledger.
# A second step of the same job finds it made. -I: nothing of the folder we stand in is imported.
venv=${RUNNER_TEMP:?}/listwright-venv
if [[ ! -e $venv/.made ]]; then
  echo "Installing listwright and its libraries ..."
  pip=(-I -m pip --quiet --disable-pip-version-check --no-input install)
  "$python" -I -m venv --clear "$venv"
  "$venv/bin/python" "${pip[@]}" --require-hashes --no-deps --only-binary :all: \
    -r "$here/requirements/postgres.txt" -r "$here/requirements/build.txt"
  "$venv/bin/python" "${pip[@]}" --no-deps --no-build-isolation "$here"
  touch "$venv/.made"
fi
tell program "$venv/bin/listwright"
tell python "$venv/bin/python"
