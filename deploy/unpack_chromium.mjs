// Unpacks the Chromium inside @sparticuz/chromium, with the libraries that a bare machine lacks, into $TMPDIR.
// Called once, before the tests, by deploy/browser.py: the package itself unpacks by existence only.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
