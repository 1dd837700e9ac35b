/** As close to the end as this, a reader follows what is written. */
const NEAR = 120;

let following = true;

addEventListener('scroll', () => { following = distance() < NEAR; }, {passive: true});

/** Keeps the end in sight of a reader who was there, whatever grows. */
export function follow(element) {
  new ResizeObserver(() => {
    if (following) {
      toEnd();
    }
  }).observe(element);
}

export function toEnd() {
  following = true;
  scrollTo({top: document.documentElement.scrollHeight});
}

const distance = () => document.documentElement.scrollHeight - innerHeight - scrollY;
