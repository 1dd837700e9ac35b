import {h} from './dom.js';
import {say} from './announce.js';

/** A button that copies what `text` gives and says so. */
export function copyButton(label, text) {
  const button = h('button', {type: 'button', className: 'quiet', onclick: copy}, label);
  async function copy() {
    const done = await copied(text());
    button.textContent = done ? 'Copied' : 'Copying is not allowed here';
    say(button.textContent);
    setTimeout(() => { button.textContent = label; }, 1500);
  }
  return button;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text); // the clipboard is there over https and on localhost only
  }
}

function copiedByHand(text) {
  const field = h('textarea', {value: text, className: 'unseen'});
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
