import {DOMPurify, marked} from './vendor.js';

/** What an answer may be made of. No images: fetching one would tell its host what was said. */
const ALLOWED_TAGS = [
  'p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'strong', 'em', 'del', 's', 'code', 'pre',
  'blockquote', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'sub', 'sup', 'kbd',
];
const OPTIONS = {
  ALLOWED_TAGS,
  ALLOWED_ATTR: ['href', 'start', 'align'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

// HTML is shown as it was written. DOMPurify is there for what a Markdown parser may still get wrong.
marked.use({renderer: {html: ({text}) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}});

DOMPurify.addHook('afterSanitizeAttributes', node => {
  if (node.tagName === 'A') {
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  }
});

/** Markdown that a model wrote → harmless nodes. */
export function nodes(markdown) {
  return DOMPurify.sanitize(marked.parse(markdown, {async: false, gfm: true, breaks: true}), OPTIONS);
}
