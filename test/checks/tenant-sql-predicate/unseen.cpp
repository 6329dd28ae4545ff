// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Texts that are changed in ways that are easy to miss. Only those that say so are scoped.
#include <algorithm>
#include <any>
#include <functional>
#include <memory>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>
#include <cstring>
#include <cstdio>
#include <csetjmp>
struct Db { void run(std::string_view Sql); };
void run_sql(Db &, const std::string &Sql);
#include <array>
#include <tuple>
#define GOOD "SELECT * FROM invoices WHERE tenant_id = $1"
// FINDING@-1:29: 'SELECT' reads table 'invoices' of every tenant
// FINDING@-2:29: 'SELECT' reads table 'invoices' of every tenant
#define BAD "SELECT * FROM invoices"
// FINDING@-1:28: 'SELECT' reads table 'invoices' of every tenant
extern std::string other();
void unseen(std::string &); void unseenP(std::string *); void unseenC(const char *); void unseenPP(char **); void poke();
void keep(std::string *); struct Keeper { std::string *P; Keeper(std::string *S) : P(S) {} void attach(std::string &S); void change() { *P = BAD; } };
struct RefKeeper { std::string &R; RefKeeper(std::string &S) : R(S) {} ~RefKeeper() { R += " OR true"; } void change() { R = BAD; } };
void changed1(Db &D) { std::string s = GOOD; std::string *p = &s; *p = BAD; D.run(s); }
void changed2(Db &D) { std::string s = GOOD; std::string &r = s; r = BAD; D.run(s); }
void changed3(Db &D) { std::string s = GOOD; unseen(s); D.run(s); }
void changed4(Db &D) { std::string s; keep(&s); s = GOOD; poke(); D.run(s); }
void changed5(Db &D) { std::string s = GOOD; RefKeeper k(s); k.change(); D.run(s); }
void changed6(Db &D) { std::string s = GOOD; { RefKeeper k(s); } D.run(s); }
void changed7(Db &D) { std::string s = GOOD; auto f = [&] { s = BAD; }; f(); D.run(s); }
void changed8(Db &D) { std::string s = GOOD; std::function<void()> f = [&s] { s = BAD; }; f(); D.run(s); }
void changed9(Db &D) { std::string s = GOOD; std::thread t([&s] { s = BAD; }); t.join(); D.run(s); }
void changed10(Db &D) { std::string s = GOOD, t = BAD; std::swap(s, t); D.run(s); }
void changed11(Db &D) { std::string s = GOOD, t = BAD; s.swap(t); D.run(s); }
void changed12(Db &D) { std::string s = GOOD; for (auto it = s.begin(); it != s.end(); ++it) *it = ' '; D.run(s); }
void changed13(Db &D) { std::string s = GOOD; std::fill(s.begin() + 22, s.end(), ' '); D.run(s); }
void changed14(Db &D) { std::string s = GOOD; s.resize(22); D.run(s); }
void changed15(Db &D) { std::string s = GOOD; s.erase(22); D.run(s); }
void changed16(Db &D) { const std::string s = GOOD; const_cast<std::string &>(s) = BAD; D.run(s); }
void changed17(Db &D) { std::string s = GOOD; const std::string &c = s; const_cast<std::string &>(c) = BAD; D.run(s); }
void changed18(Db &D) { std::string s = GOOD; std::string_view v = s; s = BAD; D.run(v); }
void changed19(Db &D) { std::string s = GOOD; const char *p = s.c_str(); s += " OR true"; D.run(p); }
void changed20(Db &D) { char b[100] = GOOD; char *p = b + 22; *p = 0; D.run(b); }
void changed21(Db &D) { char b[100] = GOOD; b[22] = 0; D.run(b); }
void changed22(Db &D) { char b[100] = GOOD; memset(b + 22, 0, 10); D.run(b); }
void changed23(Db &D) { const char *p = GOOD; const char **q = &p; *q = BAD; D.run(p); }
void changed24(Db &D) { union { const char *a; const char *b; } u; u.a = GOOD; u.b = BAD; D.run(u.a); }
void changed25(Db &D, bool x) { std::string a = GOOD, b = GOOD; (x ? a : b) = BAD; D.run(a); }
void changed26(Db &D, int n) { std::string s = GOOD; again: D.run(s); s = BAD; if (n--) goto again; }
void changed27(Db &D) { std::string s = GOOD; try { poke(); s = BAD; poke(); s = GOOD; } catch (...) {} D.run(s); }
void changed28(Db &D, int n) { std::string s = GOOD; while (n--) { D.run(s); s = BAD; } }
void changed29(Db &D, int n) { std::string s = BAD; switch (n) { case 1: s = GOOD; break; case 2: s += " WHERE tenant_id = $1"; } D.run(s); }
void changed30(Db &D) { auto s = std::make_shared<std::string>(GOOD); auto t = s; *t = BAD; D.run(*s); }
void changed31(Db &D) { auto s = std::make_unique<std::string>(GOOD); *s = BAD; D.run(*s); }
void changed32(Db &D) { std::string s = GOOD; std::string t = std::move(s); D.run(s); }
struct H { std::string sql; std::string &ref() { return sql; } std::string *ptr() { return &sql; } void set(const char *s) { sql = s; } };
void changed33(Db &D) { H h{GOOD}; h.ref() = BAD; D.run(h.sql); }
void changed34(Db &D) { H h{GOOD}; *h.ptr() = BAD; D.run(h.sql); }
void changed35(Db &D) { H h{GOOD}; auto &r = h.ref(); r = BAD; D.run(h.sql); }
void changed36(Db &D) { H h{GOOD}; H &g = h; g.sql = BAD; D.run(h.sql); }
void changed37(Db &D) { H h{GOOD}; H *g = &h; g->sql = BAD; D.run(h.sql); }
void changed38(Db &D) { H h{GOOD}; auto f = [&h] { h.set(BAD); }; f(); D.run(h.sql); }
void changed39(Db &D) { H h{GOOD}; auto m = &H::sql; h.*m = BAD; D.run(h.sql); }
void changed40(Db &D) { H h{GOOD}; auto m = &H::set; (h.*m)(BAD); D.run(h.sql); }
void changed41(Db &D) { H h{GOOD}; std::invoke(&H::set, h, BAD); D.run(h.sql); }
void changed42(Db &D) { H h{GOOD}, g{BAD}; std::swap(h, g); D.run(h.sql); }
void changed43(Db &D) { H h{GOOD}, g{BAD}; h = g; D.run(h.sql); }
void changed44(Db &D) { H h[2] = {{GOOD}, {GOOD}}; h[0].sql = BAD; D.run(h[0].sql); }
void changed45(Db &D) { H h{GOOD}; auto &[s] = h; s = BAD; D.run(h.sql); }
void unseenH(H &); void changed46(Db &D) { H h{GOOD}; unseenH(h); D.run(h.sql); }
void unseenHP(H *); void changed47(Db &D) { H h{GOOD}; unseenHP(&h); h.sql = GOOD; poke(); D.run(h.sql); }
class M { std::string q; Db &D; std::function<void()> cb; public: M(Db &D) : D(D) {} void set(std::string s) { q = s; }
  void changed48() { q = GOOD; cb(); D.run(q); }
  void changed49() { q = GOOD; poke(); D.run(q); }
  void changed50() { q = GOOD; auto f = [this] { q = BAD; }; f(); D.run(q); }
  void changed51() { q = GOOD; M *o = this; o->q = BAD; D.run(q); }
  void changed52(M &o) { q = GOOD; o.q = BAD; D.run(q); }
  void changed53() { q = GOOD; (*this).set(BAD); D.run(q); }
  void changed54() { std::string &r = q; q = GOOD; r = BAD; D.run(q); }
  std::string &acc() { return q; }
  void changed55() { q = GOOD; acc() = BAD; D.run(q); }
  void changed56() { D.run(q); } };
struct V { virtual ~V() = default; virtual std::string where() const { return " WHERE tenant_id = $1"; } void changed57(Db &D) { D.run(BAD + where()); } };
struct W : V { std::string where() const override { return ""; } };
void changed58(Db &D, const V &v) { D.run(BAD + v.where()); }
struct Glob { static std::string sql; }; std::string Glob::sql = GOOD; void changed59(Db &D) { D.run(Glob::sql); }
std::string g = GOOD; void changed60(Db &D) { D.run(g); } void setG() { g = BAD; }
static std::string sg = GOOD; void changed61(Db &D) { D.run(sg); } void setSg() { sg = BAD; }
void changed62(Db &D) { static std::string s = GOOD; D.run(s); s = BAD; }
void changed63(Db &D) { thread_local std::string s = GOOD; D.run(s); s = BAD; }
void changed64(Db &D) { std::optional<std::string> o = GOOD; o = BAD; D.run(*o); }
void changed65(Db &D) { std::optional<std::string> o = GOOD; *o = BAD; D.run(*o); }
void changed66(Db &D) { std::optional<std::string> o = GOOD; o->assign(BAD); D.run(*o); }
void changed67(Db &D) { std::optional<std::string> o = GOOD; o.value() = BAD; D.run(*o); }
void changed68(Db &D) { std::optional<std::string> o = GOOD; auto &r = *o; r = BAD; D.run(*o); }
void changed69(Db &D) { std::vector<std::string> v = {GOOD}; v[0] = BAD; D.run(v[0]); }
void changed70(Db &D) { std::vector<std::string> v = {GOOD}; v.front() = BAD; D.run(v.front()); }
void changed71(Db &D) { std::map<int, std::string> m = {{1, GOOD}}; m[1] = BAD; D.run(m.at(1)); }
void changed72(Db &D) { std::map<int, std::string> m = {{1, GOOD}}; m.at(1) = BAD; D.run(m.find(1)->second); }
void changed73(Db &D) { std::map<int, std::string> m = {{1, GOOD}}; for (auto &[k, v] : m) v = BAD; D.run(m.at(1)); }
void changed74(Db &D) { std::vector<std::string> v = {GOOD}; auto *p = &v; (*p)[0] = BAD; D.run(v[0]); }
void changed75(Db &D) { std::vector<std::string> v = {GOOD}; for (auto &s : v) s += " OR true"; for (auto &s : v) D.run(s); }
void changed76(Db &D) { std::array<std::string, 1> a = {GOOD}; a[0] = BAD; D.run(a[0]); }
void changed77(Db &D) { const char *t[] = {GOOD}; t[0] = BAD; D.run(t[0]); }
void changed78(Db &D) { std::pair<std::string, int> p = {GOOD, 1}; p.first = BAD; D.run(p.first); }
void changed79(Db &D) { std::pair<std::string, int> p = {GOOD, 1}; auto &[a, b] = p; a = BAD; D.run(p.first); }
void changed80(Db &D) { std::tuple<std::string, int> p = {GOOD, 1}; std::get<0>(p) = BAD; D.run(std::get<0>(p)); }
void changed81(Db &D) { std::string s = GOOD; std::ostringstream o; o << s; o.seekp(0); o << BAD; D.run(o.str()); }
void changed82(Db &D) { std::string s = GOOD; auto p = s.data(); p[22] = 0; D.run(s); }
void changed83(Db &D) { std::string s = GOOD; memcpy(&s[0], "DELETE", 6); memset(&s[22], ' ', 5); D.run(s); }
void changed84(Db &D) { std::string s = GOOD; s[23] = '-'; s[24] = '-'; D.run(s); }
void changed85(Db &D) { std::string s = GOOD; s.at(23) = '-'; D.run(s); }
void changed86(Db &D) { std::string s = GOOD; s.back() = ' '; D.run(s); }
void changed87(Db &D) { std::string s = GOOD; s.replace(22, 100, ""); D.run(s); }
void changed88(Db &D) { std::string s = GOOD; std::replace(s.begin(), s.end(), '=', '>'); D.run(s); }
void changed89(Db &D) { std::string s = GOOD; s.insert(s.size(), " OR true"); D.run(s); }
void changed90(Db &D) { std::string s = GOOD; s.append(" OR true", 8); D.run(s); }
void changed91(Db &D) { std::string s = GOOD; s.append(3, 'x').append(" OR true"); D.run(s); }
void changed92(Db &D) { char b[200]; snprintf(b, sizeof b, "%s", GOOD); snprintf(b + 3, 10, " x"); D.run(b); }
void changed93(Db &D) { char b[200]; int n = snprintf(b, sizeof b, "%s", BAD); strcat(b, " -- "); n += snprintf(b + n, 100, " WHERE tenant_id = 1"); D.run(b); }
void changed94(Db &D) { char b[200]; strncpy(b, GOOD, 22); b[22] = 0; D.run(b); }
void changed95(Db &D) { std::variant<std::string, int> v = std::string(GOOD); std::get<std::string>(v) = BAD; D.run(std::get<std::string>(v)); }
void changed96(Db &D) { std::any a = std::string(GOOD); D.run(std::any_cast<std::string>(a)); }
void changed97(Db &D) { std::string s = GOOD; std::string *ps[] = {&s}; *ps[0] = BAD; D.run(s); }
void changed98(Db &D) { std::string s = GOOD; std::vector<std::reference_wrapper<std::string>> v{s}; v[0].get() = BAD; D.run(s); }
void changed99(Db &D) { std::string s = GOOD; auto b = std::bind([](std::string &x) { x = BAD; }, std::ref(s)); b(); D.run(s); }
void changed100(Db &D) { std::string s = GOOD; auto t = std::tie(s); std::get<0>(t) = BAD; D.run(s); }
struct Ctor { std::string q; Ctor() : q(GOOD) {} Ctor(int) : q(BAD) {} void changed101(Db &D) { D.run(q); } };
class Late { std::string q; Db &D; public: Late(Db &D) : q(GOOD), D(D) {} void changed102() { D.run(q); } void reload(); };
class Fr { std::string q = GOOD; Db &D; friend void touchFr(Fr &); public: Fr(Db &D) : D(D) {} void changed103() { D.run(q); } };
class Bl { std::string q; public: Bl &a() { q += GOOD; return *this; } Bl &b() { q += " OR true"; return *this; } Bl copy() const { return *this; } const std::string &s() const { return q; } };
void changed104(Db &D) { Bl b; const std::string &s = b.a().s(); b.b(); D.run(s); }
void changed105(Db &D) { Bl b; b.a(); auto c = b.copy(); c.b(); D.run(c.s()); }
void changed106(Db &D) { Bl b; b.a(); Bl &c = b.a(); c.b(); D.run(b.s()); }
void changed107(Db &D) { auto b = std::make_unique<Bl>(); b->a(); auto *p = b.get(); p->b(); D.run(b->s()); }
void changed108(Db &D) { auto b = std::make_unique<Bl>(); b->a(); auto &r = *b; r.b(); D.run(b->s()); }
void changed109(Db &D) { Bl b; b.a(); std::vector<Bl *> v{&b}; v[0]->b(); D.run(b.s()); }
void changed110(Db &D) { Bl b; b.a(); [](Bl &x) { x.b(); }(b); D.run(b.s()); }
void changed111(Db &D) { Bl b; b.a(); std::for_each(&b, &b + 1, [](Bl &x) { x.b(); }); D.run(b.s()); }
static void replaceAll(std::string &s, const std::string &from, const std::string &to) { size_t p = 0; while ((p = s.find(from, p)) != std::string::npos) { s.replace(p, from.length(), to); p += to.length(); } }
void changed112(Db &D) { std::string s = GOOD; replaceAll(s, "WHERE", "--"); D.run(s); }
void changed113(Db &D) { std::string s = GOOD; replaceAll(s, other(), ""); D.run(s); }
void changed114(Db &D) { std::string s = GOOD; size_t p = s.find("WHERE"); p = 3; s.replace(p, 5, "--"); D.run(s); }
void scoped115(Db &D) { std::string s = "SELECT * FROM @T WHERE tenant_id = $1"; replaceAll(s, "@T", "invoices"); D.run(s); }
static jmp_buf jb; void changed116(Db &D) { std::string s = GOOD; if (setjmp(jb)) { s = BAD; } D.run(s); }
void changed117(Db &D, std::string s) { s = s.empty() ? BAD : GOOD; D.run(s); }
void changed118(Db &D) { auto f = [s = std::string(GOOD)]() mutable { s = BAD; return s; }; D.run(f()); }
void changed119(Db &D) { std::string s = GOOD; auto f = [&s](auto x) { s = x; }; f(BAD); D.run(s); }
void changed120(Db &D) { struct L { std::string q = GOOD; void n() { q = BAD; } } l; l.n(); D.run(l.q); }
void changed121(Db &D) { std::string s = GOOD; auto r = std::ref(s); s = GOOD; r.get() = BAD; D.run(s); }
void cleared122(Db &D) { std::ostringstream o; o << BAD; o.clear(); o << " WHERE id = 1"; D.run(o.str()); }
void changed123(Db &D) { std::string s = GOOD; std::string *p = std::addressof(s); *p = BAD; D.run(s); }
void changed124(Db &D) { std::string s = GOOD; auto [a] = std::tie(s); a = BAD; D.run(s); }
struct Outer { std::string q; struct In { Outer *o; void go() { o->q = BAD; } }; };
void changed125(Db &D) { Outer o; o.q = GOOD; Outer::In i{&o}; i.go(); D.run(o.q); }
class SelfRef { std::string q; Db &D; std::string *p = &q; public: SelfRef(Db &D) : D(D) {} void changed126() { q = GOOD; *p = BAD; D.run(q); } };
class Two { std::string q; Db &D; public: Two(Db &D) : D(D) {} static void spoil(Two &t) { t.q = BAD; } void changed127() { q = GOOD; spoil(*this); D.run(q); }
  void changed128(Two *o) { q = GOOD; o->q = BAD; D.run(q); } void changed129(Two &o) { q = GOOD; o.reset(); D.run(q); } void reset() { q = BAD; } };
struct PolyB { std::string q = GOOD; virtual void tweak() {} void changed130(Db &D) { q = GOOD; tweak(); D.run(q); } }; struct PolyD : PolyB { void tweak() override { q = BAD; } };
static void twice(std::string &a, std::string &b) { a = GOOD; b = BAD; }
void changed131(Db &D) { std::string s; twice(s, s); D.run(s); }
void changed132(Db &D) { std::string s = GOOD; auto *p = const_cast<char *>(s.c_str()); p[22] = 0; D.run(s); }
static std::string fileText = GOOD; static std::string &fileRef() { return fileText; } void changed133(Db &D) { D.run(fileText); } void spoil133() { fileRef() = BAD; }
static const char *fileArray[] = {GOOD}; static const char **filePointer = fileArray; void changed134(Db &D) { D.run(fileArray[0]); } void spoil134() { *filePointer = BAD; }
class Priv { std::string q; Db &D; struct Nested { static void spoil(Priv &p) { p.q = BAD; } }; public: Priv(Db &D) : q(GOOD), D(D) {} void other() { Nested::spoil(*this); } void changed135() { D.run(q); } };
class Tpl { std::string q; Db &D; public: Tpl(Db &D) : q(GOOD), D(D) {} template <typename T> void set(T t) { q = t; } void scoped136() { D.run(q); } };
// What its caller gives to set() is judged at that call.
void use136(Tpl &t) { t.set(BAD); }
void changed137(Db &D, Bl &b) { Bl c = b; b.a(); D.run(c.s()); }
void changed138(Db &D) { Bl b; b.a(); Bl *p = &b; p->b(); D.run(b.s()); }
void changed139(Db &D, int n) { Bl b; b.a(); while (n--) b.b(); D.run(b.s()); }
void changed140(Db &D) { Bl b, c; b.a(); c = std::move(b); c.b(); D.run(c.s()); }

// COUNTS: 2 scoped, 26 leak, 113 unresolved
