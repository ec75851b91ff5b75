// Another party on the page, which waits for Klarna's script as well.
window.theirs = 0;
window.klarnaAsyncCallback = () => { theirs += 1; };
