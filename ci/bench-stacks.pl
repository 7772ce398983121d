#!/usr/bin/env perl
# Prints N (200000) different folded stacks, 49 MB, the same ones every time: neighbours share their
# outer frames, as the sorted stacks of a real program do; names are of 8 to 40 characters.
use strict;
use warnings;
my $n = shift // 200_000;
my $seed = 42;
sub random { $seed = ($seed * 1103515245 + 12345) & 0x7fffffff; return ($seed >> 8) % $_[0]; }
my @names = map {
  my $i = $_;
  $i % 3 == 0 ? "handler_$i\@/srv/app/lib/m" . ($i % 90) . ".lua:" . ($i % 400 + 1)
    : $i % 3 == 1 ? "ngx_http_function_$i" : "lj_$i";
} 0 .. 2999;
my %seen;
my @stack;
for (my $made = 0; $made < $n;) {
  splice @stack, random(@stack < 9 ? @stack + 1 : 9);
  push @stack, $names[random(@stack < 3 ? 5 : 3000)] while @stack < 8 + random(8);
  my $line = join ";", @stack;
  next if $seen{$line}++;
  print $line, " ", 1 + random(500), "\n";
  $made++;
}
