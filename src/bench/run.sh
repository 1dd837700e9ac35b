#!/bin/bash
# Times Caduceus beside other engines on one folder's weights: bash src/bench/run.sh FOLDER [ENGINE…]
# Results are appended to $RESULTS (target/bench/results.tsv); `python3 src/bench/table.py` makes docs/benchmarks.md's table of
# them. Each call is one round: call it again for more, so that the engines take turns. Needs 20 GB of memory for a 1B.
#   JAVA_HOME  a JDK 25    PYTHON   a python with src/training/requirements.txt (python3)
#   THREADS  of every engine (2)        CELLS  which figures (all)        BATCHES  of decode cells (1 4 8 16)
#   ONLY=setup  fetches and converts, times nothing
set -euo pipefail
cd "$(dirname "$0")/../.."
FOLDER=$(realpath "$1"); shift
PYTHON=${PYTHON:-python3}; THREADS=${THREADS:-2}; WORK=${WORK:-target/bench}; RESULTS=${RESULTS:-$WORK/results.tsv}
CELLS=${CELLS:-prefill/512 prefill/512 prefill/2048 decode/512 decode/1600 first}
GGUF=${GGUF:-$WORK/$(basename "$FOLDER")}
ENGINES=("$@"); [ $# -gt 0 ] || ENGINES=(limits bfloat16 bfloat16-mapped int8 w8a8 w4a8 hf-bfloat16 hf-float32 llama-Q8_0 llama-Q4_0 llama-BF16 jlama-Q4)
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
mkdir -p "$WORK" "$(dirname "$RESULTS")"
HERE=src/bench

# What only has to be had once.
caduceus_setup() {
  [ -z "${CADUCEUS_CP:-}" ] || return 0
  [ -s "$WORK/caduceus.cp" ] && [ -z "$(find src/main src/test/java -newer "$WORK/caduceus.cp" -name '*.*' -print -quit)" ] && return 0
  ./mvnw -q -B test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/$WORK/caduceus.cp"
}
# Jlama wants to know the first and last token of a text from config.json, and its `quantize` a README.md; all other files are the
# same ones.
jlama_setup() {
  [ -s "$WORK/jlama.cp" ] || ./mvnw -q -B -f $HERE/jlama.xml dependency:build-classpath -Dmdep.outputFile="$(realpath "$WORK")/jlama.cp"
  mkdir -p "$GGUF.jlama"
  ln -sf "$FOLDER"/* "$GGUF.jlama/"
  rm "$GGUF.jlama/config.json"
  touch "$GGUF.jlama/README.md"
  sed 's/^{/{"bos_token_id": 128000, "eos_token_id": 128009, /' "$FOLDER/config.json" > "$GGUF.jlama/config.json"
}
node_setup() { [ -d "$WORK/node_modules/node-llama-cpp" ] || npm install --prefix "$WORK" --ignore-scripts --no-audit --no-fund node-llama-cpp@3.22.1; }
gguf_setup() {
  node_setup
  [ -s "$GGUF.BF16.gguf" ] || "$PYTHON" $HERE/to_gguf.py "$FOLDER" "$GGUF.BF16.gguf"
  [ -s "$GGUF.$1.gguf" ] || "$PYTHON" $HERE/quantize.py "$(echo "$WORK"/node_modules/@node-llama-cpp/linux-x64/bins/*)" "$GGUF.BF16.gguf" "$GGUF.$1.gguf" "$1"
}

# run ENGINE CELL…: one process
run() {
  local engine=$1; shift
  case $engine in
    limits) "$PYTHON" $HERE/limits.py "$THREADS" ;;
    hf-*) "$PYTHON" $HERE/hf.py "$FOLDER" "${engine#hf-}" "$THREADS" "$@" ;;
    llama-*) node $HERE/llamacpp.mjs "$(realpath "$WORK")" "$GGUF.${engine#llama-}.gguf" "${engine#llama-}" "$THREADS" "$@" ;;
    jlama-*) "$JAVA" --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector --enable-preview -Xmx12g \
      -cp "$(cat "$WORK/jlama.cp")" $HERE/JlamaTimes.java "$GGUF.jlama" "${engine#jlama-}" "$THREADS" "$@" ;;
    *) "$JAVA" --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector -Dai.djl.offline=true -Xmx4g \
      -cp "${CADUCEUS_CP:-target/test-classes:target/classes:$(cat "$WORK/caduceus.cp")}" dev.caduceus.app.EngineTimes "$FOLDER" "$engine" "$THREADS" "$@" ;;
  esac 2>>"$WORK/log" | grep --line-buffered -P '\t' | tee -a "$RESULTS"
}

# The kernel forgets what it has of the weights, so that the next load reads the disk.
forget() {
  for file in "$FOLDER"/*.safetensors "$GGUF".*.gguf; do [ ! -e "$file" ] || dd of="$file" oflag=nocache conv=notrunc,fdatasync count=0 status=none; done
}

for engine in "${ENGINES[@]}"; do
  case $engine in
    limits | hf-*) ;;
    llama-*) gguf_setup "${engine#llama-}" ;;
    jlama-*) jlama_setup ;;
    *) caduceus_setup ;;
  esac
done
[ "${ONLY:-}" != setup ] || exit 0
for engine in "${ENGINES[@]}"; do
  if [ "$engine" = limits ]; then run limits; continue; fi
  forget
  run "$engine" load/cold
  # shellcheck disable=SC2086
  run "$engine" load/warm $CELLS
done
