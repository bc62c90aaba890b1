/** Says a sentence to people who listen to the page: what a key press did and where no text of the page tells it (WCAG 4.1.3). */
export function announce(sentence: string): void {
  const region = document.getElementById('announcements') ?? addRegion();
  // The same sentence twice is two events: an empty region between them makes it heard again.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = sentence;
  }, 50);
}

function addRegion(): HTMLElement {
  const region = document.createElement('div');
  region.id = 'announcements';
  region.className = 'visually-hidden';
  region.setAttribute('role', 'status');
  document.body.append(region);
  return region;
}
