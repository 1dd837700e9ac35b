import {warn} from './announce.js';
import {Answer} from './answer.js';
import {messages, tools} from './api.js';
import {Composer} from './composer.js';
import {byId, h} from './dom.js';
import {showExamples} from './examples.js';
import {Functions} from './functions.js';
import {turnsOf} from './history.js';
import {newId, read, remembered, write} from './kept.js';
import {follow, toEnd} from './scroll.js';
import {Settings} from './settings.js';
import {watchModel} from './status.js';
import {run} from './turn.js';

const list = byId('turns');
const functions = new Functions();
const settings = new Settings();
const composer = new Composer(ask, () => running?.abort());
let conversation = read('conversation', null);
let running = null;

async function ask(text) {
  if (running) {
    return;
  }
  if (!conversation) {
    conversation = newId();
    write('conversation', conversation);
  }
  const body = {message: text, conversation, tools: functions.chosen, options: settings.options};
  const answer = new Answer();
  show(text, answer);
  toEnd();
  composer.busy = true;
  running = new AbortController();
  const own = running;
  await run(body, answer, own.signal, () => ask(text));
  if (running === own) {
    running = null;
    composer.busy = false;
  }
}

function show(said, answer) {
  byId('empty').hidden = true;
  list.append(
    h('li', {}, h('article', {className: 'said', 'aria-label': 'You said'}, said)),
    h('li', {}, answer.element));
}

function clear() {
  list.replaceChildren();
  byId('empty').hidden = false;
}

byId('new').onclick = () => {
  running?.abort();
  conversation = null;
  write('conversation', null);
  clear();
  composer.focus();
};

async function restore() {
  const turns = conversation ? turnsOf(await messages(conversation), remembered(conversation)) : [];
  if (turns.length) {
    turns.forEach(({said, answer}) => show(said, answer));
    toEnd();
  } else {
    byId('empty').hidden = false;
  }
}

async function begin() {
  const all = await tools();
  functions.show(all);
  settings.show(all);
  showExamples(all, ask);
  await restore();
}

// A click beside a dialog closes it, as Escape does.
document.querySelectorAll('dialog').forEach(dialog => {
  dialog.addEventListener('click', event => event.target === dialog && dialog.close());
});
follow(list);
watchModel();
begin().catch(error => {
  byId('empty').hidden = false;
  warn(`The page could not be set up: ${error.message}`);
});
if (matchMedia('(hover: hover)').matches) {
  composer.focus();
}
