import {h} from './dom.js';

const NUMBER = new Intl.NumberFormat('en');

/** Why a turn ended, where that is worth a word. */
const ENDS = {
  length: 'Cut off: the limit on new tokens was reached.',
  tool_limit: 'Ended: a limit on rounds, calls or repeats was reached.',
  cancelled: 'Stopped.',
};

export const endNote = done => ENDS[done.finish_reason];

/** The numbers of a turn as list items. @param toolMillis spent in functions, not in the model */
export function numbers({usage, rounds, millis, time_to_first_token_millis: first}, toolMillis) {
  const written = usage.completion_tokens;
  const writing = millis - first - toolMillis;
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
