//! JavaScript by the kilobyte: modules of functions as a bundler writes them, which parse, compile
//! and run, and mean nothing. The same bytes each time.

use std::fmt::Write as _;

/// A script of `bytes` bytes that does what `body` does, after it has run as many modules as fit in.
pub(super) fn script(body: &str, bytes: usize) -> String {
    let mut text = String::from(
        "// The sandbox's stand-in for Klarna's SDK, to measure with. No code of Klarna's is in it.\n\
         (function(){\"use strict\";var M=[];\n",
    );
    let end = format!("M.forEach(function(m){{m({{}},M)}});\n{body}}})();\n");
    let mut source = Source::new();
    loop {
        let module = module(&mut source);
        if text.len() + module.len() + end.len() > bytes {
            break;
        }
        text.push_str(&module);
    }
    text.push_str(&end);
    // White space costs a compressed script nothing, and there is less of it than a module has.
    text.extend(std::iter::repeat_n('\n', bytes - text.len()));
    text
}

/// A function that defines others when it runs, and hands them out.
fn module(source: &mut Source) -> String {
    let mut text = String::from("M.push(function(e,t){");
    for index in 0..source.below(4) + 2 {
        let body = function(source);
        let _ = write!(
            text,
            "function f{index}(n,r,i){{{body}}}e.{}=f{index};",
            source.word()
        );
    }
    text.push_str("});\n");
    text
}

fn function(source: &mut Source) -> String {
    let mut text = format!("var o={{}},a={};", source.value());
    for _ in 0..source.below(5) + 2 {
        let statement = statement(source);
        text.push_str(&statement);
    }
    let _ = write!(text, "return {}", source.value());
    text
}

fn statement(source: &mut Source) -> String {
    let (word, other) = (source.word(), source.word());
    let (value, further) = (source.value(), source.value());
    match source.below(8) {
        0 => format!("if(n.{word}&&r!=={value}){{o.{other}={further}}}else{{a=i.{word}({value})}}"),
        1 => format!("for(var s=0;s<n.{word}.length;s++)o[n.{word}[s].{other}]={value};"),
        2 => format!("o.{word}=function(c){{return c.{other}?{value}:{further}}};"),
        3 => format!("switch(r){{case {value}:a=n.{word};break;default:a={further}}}"),
        4 => format!("try{{a=r.{word}(n,{value})}}catch(c){{i.{other}(c,{further})}}"),
        5 => format!("o.{word}=Object.assign({{{other}:{value}}},n.{other},{further});"),
        6 => format!("a=(n.{word}||[]).filter(function(c){{return c!=={value}}}).map(i.{other});"),
        _ => format!("void 0===n.{word}&&(n.{word}={value}),a=r?n.{word}+{further}:o.{other};"),
    }
}

/// Numbers that look random and are the same each time: xorshift64.
struct Source(u64);

impl Source {
    fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// An identifier of two words, as long names are in a bundle.
    fn word(&mut self) -> String {
        // The common ones come more often, which is what makes code compress.
        if self.below(100) < COMMON_PERCENT {
            return self.pick(&WORDS[..12]).to_owned();
        }
        let first = self.pick(WORDS);
        let second = self.pick(WORDS);
        format!("{first}_{second}")
    }

    /// An expression without effects.
    fn value(&mut self) -> String {
        match self.below(6) {
            0 => self.below(1_000_000).to_string(),
            1 => format!("\"{}-{}\"", self.pick(WORDS), self.pick(WORDS)),
            2 => format!("!{}", self.below(2)),
            3 => format!("[{},\"{}\"]", self.below(4096), self.pick(WORDS)),
            4 => format!("\"#{:06x}\"", self.below(0x0100_0000)),
            _ => "null".to_owned(),
        }
    }
}

/// Of a hundred identifiers so many are of the twelve common ones: what sets how well it compresses.
const COMMON_PERCENT: usize = 20;

const WORDS: &[&str] = &[
    "name",
    "type",
    "value",
    "status",
    "options",
    "callback",
    "session",
    "payload",
    "element",
    "container",
    "result",
    "event",
    "amount",
    "locale",
    "currency",
    "category",
    "address",
    "customer",
    "approved",
    "authorize",
    "billing",
    "shipping",
    "country",
    "deferred",
    "dispatch",
    "encoded",
    "expires",
    "feature",
    "fragment",
    "handler",
    "height",
    "identifier",
    "instance",
    "interval",
    "listener",
    "manager",
    "message",
    "method",
    "metrics",
    "module",
    "observer",
    "order",
    "origin",
    "overlay",
    "parent",
    "pending",
    "position",
    "promise",
    "property",
    "provider",
    "queue",
    "reducer",
    "region",
    "render",
    "request",
    "resolver",
    "response",
    "retry",
    "schedule",
    "script",
    "selector",
    "sequence",
    "snapshot",
    "source",
    "storage",
    "stream",
    "style",
    "target",
    "template",
    "timeout",
    "token",
    "tracker",
    "transport",
    "trigger",
    "update",
    "version",
    "viewport",
    "widget",
    "window",
    "worker",
];
