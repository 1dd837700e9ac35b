import {copyButton} from './clipboard.js';
import {curl} from './curl.js';
import {h} from './dom.js';

const NUMBER = new Intl.NumberFormat('en');

/** Why a turn ended, where that is worth a word. */
const ENDS = {
  length: 'Cut off: the limit on new tokens was reached.',
  tool_limit: 'Ended: a limit on rounds, calls or repeats was reached.',
  cancelled: 'Stopped.',
};

const STOPPED = 'Stopped. What was written so far is kept.';

export const endNote = done => (done ? ENDS[done.finish_reason] : STOPPED);

/** Adds to an answer why it ended, where that is worth a word, its numbers, and what can be copied of it. */
export function close(answer, {body, done, millis}) {
  const note = endNote(done);
  if (note) {
    answer.add(h('p', {className: 'note'}, note));
  }
  const copies = [copyButton('Copy as curl', () => curl(body))];
  if (answer.text) {
    copies.unshift(copyButton('Copy', () => answer.text));
  }
  answer.add(h('div', {className: 'figures'},
    ...(done ? [numbers(done, millis)] : []),
    h('span', {className: 'copies'}, ...copies)));
}

/** The numbers of a turn. @param inTools milliseconds of each call, which the model did not write in */
function numbers({usage, rounds, millis, time_to_first_token_millis: first}, inTools) {
  const written = usage.completion_tokens;
  const writing = millis - first - Object.values(inTools).reduce((sum, each) => sum + each, 0);
  const parts = [`${NUMBER.format(written)} tokens`];
  if (written > 1 && writing > 0) {
    parts.push(`${NUMBER.format(Math.round((written - 1) * 1000 / writing))} tokens/s`);
  }
  parts.push(`first after ${NUMBER.format(first)} ms`);
  parts.push(`${(millis / 1000).toFixed(1)} s in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`);
  parts.push(`${NUMBER.format(usage.prompt_tokens)} read (${NUMBER.format(usage.cached_tokens)} cached)`);
  if (usage.forced_tokens) {
    parts.push(`${NUMBER.format(usage.forced_tokens)} forced`);
  }
  if (usage.accepted_draft_tokens) {
    parts.push(`${NUMBER.format(usage.accepted_draft_tokens)} copied`);
  }
  return h('span', {className: 'numbers'}, ...parts.map(part => h('span', {}, part)));
}
